package org.cloister.gateway;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.cloister.deid.r4.R4;
import org.cloister.deid.rule.Preset;
import org.cloister.deid.rule.RuleException;
import org.cloister.deid.rule.RuleSet;
import org.cloister.gateway.Options.UsageException;

/// The rules that a command line names.
///
/// @param preset its name, or `none` for a hospital's own rules
record ChosenRules(RuleSet rules, String preset) {
  /// @throws RuleException with the line, if a hospital's rules do not hold
  static ChosenRules of(Options options, R4 fhir)
      throws UsageException, RuleException, IOException {
    Optional<String> preset = options.value("preset");
    Optional<String> file = options.value("rules");
    if (preset.isPresent() == file.isPresent()) {
      throw new UsageException("one of --preset and --rules is needed; see --help");
    }
    if (preset.isPresent()) {
      return new ChosenRules(RuleSet.preset(preset(preset.get()), fhir), preset.get());
    }
    Path path = Path.of(file.orElseThrow());
    return new ChosenRules(
        RuleSet.parse(String.valueOf(path.getFileName()), text(path), fhir), "none");
  }

  private static Preset preset(String name) throws UsageException {
    return Preset.of(name)
        .orElseThrow(() ->
            new UsageException(
                "there is no preset "
                    + name
                    + "; the presets are "
                    + Arrays.stream(Preset.values())
                        .map(Preset::wireName)
                        .collect(Collectors.joining(", "))));
  }

  private static String text(Path file) throws UsageException, IOException {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw new UsageException("--rules: cannot read " + file);
    }
    try {
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new UsageException("--rules: " + file + " is no UTF-8 text");
    }
  }
}
