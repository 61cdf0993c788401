package org.cloister.gateway;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import org.cloister.deid.job.Manifest;
import org.cloister.gateway.Options.UsageException;
import org.cloister.models.SignerKey;

/// `./cloister deidentify`: what is known of a directory that was de-identified.
final class DeidentifyCommand {
  private static final String HELP =
      """
      usage: cloister deidentify verify DIR --sign-key FILE.pub

        verify      check the manifest of a de-identified directory against its signature, and
                    every file that it names against its hash
        --sign-key  the public key of whoever de-identified it (PEM)

      Exit code 0: all is as it was signed. 1: it is not. 2: wrong usage.
      """;

  private DeidentifyCommand() {}

  static int run(String[] arguments, PrintStream out, PrintStream err) throws Exception {
    if (Arrays.asList(arguments).contains("--help")) {
      out.print(HELP);
      return Main.OK;
    }
    if (arguments.length == 0) {
      err.print(HELP);
      return Main.USAGE;
    }
    if (!arguments[0].equals("verify") || arguments.length < 2 || arguments[1].startsWith("--")) {
      throw new UsageException("verify DIR; see --help");
    }
    Path directory = Path.of(arguments[1]);
    if (!Files.isDirectory(directory)) {
      throw new UsageException("there is no folder " + directory);
    }
    SignerKey key =
        SignerKey.load(
            Path.of(
                Options.parse(
                        Arrays.copyOfRange(arguments, 2, arguments.length),
                        Set.of("sign-key"),
                        Set.of())
                    .value("sign-key")
                    .orElseThrow(() -> new UsageException("--sign-key is needed; see --help"))));
    ManifestSignature.check(directory, key);
    out.println("OK: " + Manifest.check(directory) + " files are as " + key.id() + " signed them");
    return Main.OK;
  }
}
