package org.cloister.policies;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// A directory with a copy of the shipped policies, for tests that change it.
final class PolicyDirectory {
  private PolicyDirectory() {}

  static void copyOfShipped(Path into) throws IOException, PolicyException {
    for (Map.Entry<String, String> file : PolicyFiles.shipped().texts().entrySet()) {
      Files.writeString(into.resolve(file.getKey()), file.getValue());
    }
  }

  /// The shipped policies without one of them, its place left blank.
  static Path without(PolicyRule removed, Path into) throws IOException, PolicyException {
    copyOfShipped(into);
    Path file = into.resolve(removed.file());
    String content = Files.readString(file);
    String text =
        CedarStatement.split(removed.file(), content).stream()
            .filter(it -> it.line() == removed.line())
            .findFirst()
            .orElseThrow()
            .text();
    Files.writeString(file, content.replace(text, ""));
    return into;
  }
}
