package org.cloister.gateway;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import org.cloister.audit.LogIdentity;
import org.cloister.deid.sealing.KeyFile;

/// `./cloister key`: makes the two key files that a hospital must supply.
final class KeyCommand {
  private static final String HELP =
      """
      usage: cloister key create FILE                     a key-encryption key
             cloister key create-log FILE --origin NAME   the log's signing keys

      A log signs with Ed25519 and ML-DSA-44; both keys are in its one file, and both public keys are printed.
      The file is new, readable by you alone, and the only copy: back it up where the database's
      backups are not. Without the first, nothing stored can be read again.
      """;

  private KeyCommand() {}

  static int run(String[] arguments, PrintStream out, PrintStream err) throws Exception {
    if (Arrays.asList(arguments).contains("--help")) {
      out.print(HELP);
      return Main.OK;
    }
    if (arguments.length < 2) {
      err.print(HELP);
      return Main.USAGE;
    }
    Path file = Path.of(arguments[1]);
    String[] rest = Arrays.copyOfRange(arguments, 2, arguments.length);
    switch (arguments[0]) {
      case "create" -> {
        var _ = Options.parse(rest, Set.of(), Set.of());
        out.println("created " + KeyFile.create(file).id() + " in " + file);
      }
      case "create-log" -> {
        String origin =
            Options.parse(rest, Set.of("origin"), Set.of())
                .value("origin")
                .orElseThrow(() -> new Options.UsageException("--origin is needed; see --help"));
        LogIdentity.create(origin, file).verifierKeys().forEach(key -> out.println(key.vkey()));
      }
      default -> throw new Options.UsageException("create or create-log; see --help");
    }
    return Main.OK;
  }
}
