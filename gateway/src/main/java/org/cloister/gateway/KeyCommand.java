package org.cloister.gateway;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.Set;
import org.cloister.audit.LogIdentity;
import org.cloister.deid.sealing.KeyFile;
import org.cloister.deid.sealing.KeyRing;
import org.cloister.gateway.keys.KeyStatus;

/// `./cloister key`: makes the two key files that a hospital must supply, and changes the first of
/// them while the gateway serves.
final class KeyCommand {
  private static final String HELP =
      """
      usage: cloister key create FILE                     a key-encryption key
             cloister key create-log FILE --origin NAME   the log's signing keys
             cloister key rotate FILE                     the next key-encryption key, in FILE.2, ...
             cloister key status [--data DIR]             which keys are still needed
             cloister key retire FILE [--data DIR]        delete the file of a key that is not

      `rotate` takes the file that cloister.keys.encryption names. The running gateway takes the
      new key up within seconds and wraps everything anew while it serves. Keep a copy of the old
      key for as long as backups from before are kept: without it they cannot be read.

      A log signs with Ed25519 and ML-DSA-44; both keys are in its one file, and both public keys are printed.
      A file is new, readable by you alone, and the only copy: back it up where the database's
      backups are not. Without the first, nothing stored can be read again.
      """;

  private KeyCommand() {}

  static int run(String[] arguments, PrintStream out, PrintStream err) throws Exception {
    if (Arrays.asList(arguments).contains("--help")) {
      out.print(HELP);
      return Main.OK;
    }
    if (arguments.length > 0 && arguments[0].equals("status")) {
      return status(Arrays.copyOfRange(arguments, 1, arguments.length), out);
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
      case "rotate" -> {
        var _ = Options.parse(rest, Set.of(), Set.of());
        Path next = KeyRing.begin(file);
        out.println("created " + KeyFile.load(next).id() + " in " + next);
        out.println("A running gateway takes it up by itself; see `cloister key status`.");
      }
      case "retire" -> {
        return retire(file, Options.parse(rest, Set.of("data"), Set.of()), out);
      }
      default ->
          throw new Options.UsageException(
              "create, create-log, rotate, status or retire; see --help");
    }
    return Main.OK;
  }

  private static int status(String[] rest, PrintStream out) throws Exception {
    KeyStatus status = status(Options.parse(rest, Set.of("data"), Set.of()));
    out.println("wraps: " + status.current());
    status.uses().forEach((kek, count) -> out.println(kek + " is needed by " + count + " keys"));
    return Main.OK;
  }

  /// Deletes nothing that a row of the database still needs, or may need.
  private static int retire(Path file, Options options, PrintStream out) throws Exception {
    String kek = KeyFile.load(file).id();
    KeyStatus status = status(options);
    long needed = status.uses().getOrDefault(kek, 0L);
    if (needed > 0 || kek.equals(status.current())) {
      out.println(kek + " stays: " + needed + " wrapped keys need it");
      return Main.FAULT;
    }
    Files.delete(file);
    out.println("deleted " + file + "; nothing in the database needs " + kek);
    return Main.OK;
  }

  private static KeyStatus status(Options options) throws Exception {
    KeyStatus status = KeyStatus.readFrom(ServeCommand.dataDirectory(options));
    if (!status.isFresh(Clock.systemUTC().instant())) {
      throw new Options.UsageException(
          "no gateway is running on this data directory, so nobody can tell which keys are needed");
    }
    return status;
  }
}
