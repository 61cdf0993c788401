package org.cloister.gateway;

import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.cloister.audit.tlog.VerifierKey;
import org.cloister.audit.verify.LogVerifier;
import org.cloister.audit.verify.TileSource;
import org.cloister.audit.verify.Verdict;
import org.cloister.gateway.Options.UsageException;

/// `./cloister verify`: checks a log or a receipt with nothing but the log's public key.
final class VerifyCommand {
  private static final String HELP =
      """
      usage: cloister verify [--url URL | --directory DIR] [--key KEY] [--since FILE]
             cloister verify --receipt FILE [--key KEY] [--url URL | --directory DIR]

        --url URL        a live log (default: the running gateway of the data directory)
        --directory DIR  a log as files (C2SP tlog-tiles)
        --key KEY        its public key, `name+id+base64`, or a file that holds it
                         (default: log.vkey of the data directory)
        --since FILE     a checkpoint kept from before: the log must continue it
        --receipt FILE   a receipt (c2sp.org/tlog-proof@v1): its entry must be in the log
        --data DIR       data directory (default $CLOISTER_DATA, or ./data)

      Prints one sentence. Exit code 0: it holds. 1: it does not, or cannot be told.
      """;

  private VerifyCommand() {}

  static int run(String[] arguments, PrintStream out, PrintStream err) throws Exception {
    Options options =
        Options.parse(
            arguments,
            Set.of("url", "directory", "key", "since", "receipt", "data"),
            Set.of("help"));
    if (options.has("help")) {
      out.print(HELP);
      return Main.OK;
    }
    DataFolder data = new DataFolder(ServeCommand.dataDirectory(options));
    LogVerifier verifier = LogVerifier.of(key(options, data));
    TileSource source = source(options, data);
    Verdict verdict;
    if (options.value("receipt").isPresent()) {
      verdict = verifier.verifyReceipt(source, text(options.value("receipt").get()));
    } else if (options.value("since").isPresent()) {
      verdict = verifier.verifySince(text(options.value("since").get()), source);
    } else {
      verdict = verifier.verify(source);
    }
    return switch (verdict) {
      case Verdict.Ok ok -> {
        out.println("OK: " + ok.sentence());
        yield Main.OK;
      }
      case Verdict.Tampered tampered -> {
        out.println("TAMPERED: " + tampered.sentence() + " (" + tampered.where() + ")");
        yield Main.FAULT;
      }
      case Verdict.Unreadable unreadable -> {
        out.println("UNKNOWN: " + unreadable.sentence() + " (" + unreadable.where() + ")");
        yield Main.FAULT;
      }
    };
  }

  private static VerifierKey key(Options options, DataFolder data) throws Exception {
    Optional<String> given = options.value("key");
    String text;
    if (given.isPresent()) {
      Path file = Path.of(given.get());
      text = Files.exists(file) ? Files.readString(file).strip() : given.get();
    } else {
      text =
          data.verifierKey()
              .orElseThrow(
                  () -> new UsageException("no log.vkey in the data directory: give --key"));
    }
    return VerifierKey.parse(text.lines().findFirst().orElse(""))
        .orElseThrow(() -> new UsageException("--key is no verifier key and no file with one"));
  }

  private static TileSource source(Options options, DataFolder data) throws Exception {
    if (options.value("directory").isPresent()) {
      return TileSource.directory(Path.of(options.value("directory").get()));
    }
    if (options.value("url").isPresent()) {
      return TileSource.http(URI.create(options.value("url").get()));
    }
    int port =
        data.port()
            .orElseThrow(() ->
                new UsageException("no running gateway is known here: give --url or --directory"));
    return TileSource.http(URI.create("http://127.0.0.1:" + port + "/log"));
  }

  private static String text(String file) throws Exception {
    Path path = Path.of(file);
    if (!Files.isReadable(path)) {
      throw new UsageException("cannot read " + file);
    }
    return Files.readString(path);
  }
}
