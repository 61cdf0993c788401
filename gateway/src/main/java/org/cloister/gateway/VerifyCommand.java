package org.cloister.gateway;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cloister.audit.RecordId;
import org.cloister.audit.net.BoundedHttp;
import org.cloister.audit.tlog.EntryBundle;
import org.cloister.audit.tlog.KeyAlgorithm;
import org.cloister.audit.tlog.VerifierKey;
import org.cloister.audit.verify.LogVerifier;
import org.cloister.audit.verify.ReportVerifier;
import org.cloister.audit.verify.TileSource;
import org.cloister.audit.verify.Verdict;
import org.cloister.gateway.Options.UsageException;

/// `./cloister verify`: checks a log, a receipt or an exported report with nothing but public keys.
final class VerifyCommand {
  private static final int LONGEST_NOTE = 1 << 20;
  private static final int LONGEST_REPORT = 256 << 20;
  private static final int MAX_PORT = 65_535;
  private static final String HELP =
      """
      usage: cloister verify [--url URL | --directory DIR] [--since FILE|URL]
             cloister verify --receipt FILE [--leaf FILE | --url URL | --directory DIR]
             cloister verify --record ID [--url URL]
             cloister verify --report FILE
             each with [--key KEY] [--witness KEY ... [--quorum N]]

        --url URL         a live log (default: the running gateway of the data directory)
        --directory DIR   a log as files (C2SP tlog-tiles)
        --key KEY         its public key, `name+id+base64`, or a file that holds it
                          (default: log.vkey of the data directory)
        --since FILE|URL  a checkpoint kept from before, or a witness's (URL/checkpoint/...): the log
                          must continue it
        --receipt FILE    a receipt (c2sp.org/tlog-proof@v1): its entry must be in the log
        --leaf FILE       the receipt's entry, to check it offline
        --record ID       a record by its id (header Cloister-Record): its entry must be in the log,
                          and where parts of it were erased, by which act and when
        --report FILE     an exported report (*.cloister-report.json), checked offline
        --witness KEY     public key of a witness that must have signed; may be given several times
        --quorum N        how many of the witnesses suffice (default: all)
        --data DIR        data directory (default $CLOISTER_DATA, or ./data)

      Prints one sentence. Exit code 0: it holds (OK). 1: it does not (TAMPERED, or
      TAMPERED-VS-WITNESS: whole and signed, but another history than was signed before), or cannot
      be told (UNKNOWN). 2: wrong usage.
      """;

  private VerifyCommand() {}

  static int run(String[] arguments, PrintStream out, PrintStream err) throws Exception {
    Options options =
        Options.parse(
            arguments,
            Set.of(
                "url",
                "directory",
                "key",
                "since",
                "receipt",
                "leaf",
                "record",
                "report",
                "quorum",
                "data"),
            Set.of("witness"),
            Set.of("help"));
    if (options.has("help")) {
      out.print(HELP);
      return Main.OK;
    }
    requireOneQuestion(options);
    DataFolder data = new DataFolder(ServeCommand.dataDirectory(options));
    LogVerifier verifier = witnessed(key(options, data), options);
    return switch (verdict(verifier.watched(new Ticker(err)), options, data)) {
      case Verdict.Ok ok -> {
        out.println("OK: " + ok.sentence());
        yield Main.OK;
      }
      case Verdict.Tampered(String where, String sentence) ->
          fault(out, "TAMPERED", sentence, where);
      case Verdict.TamperedVsWitness(String where, String sentence) ->
          fault(out, "TAMPERED-VS-WITNESS", sentence, where);
      case Verdict.Unreadable(String where, String sentence) ->
          fault(out, "UNKNOWN", sentence, where);
    };
  }

  /// An option that would be left out without a word lets its user believe that more was checked.
  private static void requireOneQuestion(Options options) throws UsageException {
    List<String> asked = given(options, "receipt", "record", "report");
    if (asked.size() > 1) {
      throw new UsageException("--%s and --%s are two questions".formatted(asked.toArray()));
    }
    String question = asked.isEmpty() ? "" : asked.getFirst();
    Set<String> beside =
        switch (question) {
          case "receipt" -> Set.of("leaf", "url", "directory");
          case "record" -> Set.of("url");
          case "report" -> Set.of();
          default -> Set.of("url", "directory", "since");
        };
    for (String option : given(options, "leaf", "url", "directory", "since")) {
      if (!beside.contains(option)) {
        String why = question.isEmpty() ? "without --receipt" : "beside --" + question;
        throw new UsageException("--" + option + " means nothing " + why);
      }
    }
    List<String> places = given(options, "leaf", "url", "directory");
    if (places.size() > 1) {
      throw new UsageException("give one of --%s and --%s".formatted(places.toArray()));
    }
  }

  private static List<String> given(Options options, String... names) {
    return Arrays.stream(names).filter(name -> options.value(name).isPresent()).toList();
  }

  private static Verdict verdict(LogVerifier verifier, Options options, DataFolder data)
      throws Exception {
    Optional<String> receipt = options.value("receipt");
    Optional<String> report = options.value("report");
    Optional<String> since = options.value("since");
    if (report.isPresent()) {
      return ReportVerifier.of(verifier).verify(GivenFile.bytes(report.get(), LONGEST_REPORT));
    }
    if (options.value("record").isPresent()) {
      return record(verifier, options.value("record").get(), options, data);
    }
    if (receipt.isPresent()) {
      return receipt(verifier, GivenFile.text(receipt.get(), LONGEST_NOTE), options, data);
    }
    TileSource source = source(options, data).orElseThrow(VerifyCommand::noLog);
    if (since.isEmpty()) {
      return verifier.verify(source);
    }
    try {
      // Before the log, which may grow in between but never shrink.
      String earlier = checkpoint(since.get());
      return verifier.verifySince(earlier, source);
    } catch (IOException notFetched) {
      return new Verdict.Unreadable(
          "earlier checkpoint", "The address of --since does not answer with a checkpoint.");
    }
  }

  private static Verdict record(
      LogVerifier verifier, String given, Options options, DataFolder data) throws Exception {
    if (RecordId.parse(given).isEmpty()) {
      throw new UsageException("--record must be the id of a record, a UUID");
    }
    URI log = logUrl(options, data).orElseThrow(VerifyCommand::noLog);
    try {
      return new RecordCheck(verifier, log).verify(given);
    } catch (IOException e) {
      return new Verdict.Unreadable("record", "The log at this address cannot be read.");
    }
  }

  private static Verdict receipt(
      LogVerifier verifier, String receipt, Options options, DataFolder data) throws Exception {
    if (options.value("leaf").isPresent()) {
      byte[] leaf = GivenFile.bytes(options.value("leaf").get(), EntryBundle.MAX_ENTRY);
      return verifier.verifyReceipt(leaf, receipt);
    }
    return source(options, data)
        .map(source -> verifier.verifyReceipt(source, receipt))
        .orElseGet(() -> verifier.verifyReceiptAlone(receipt));
  }

  private static int fault(PrintStream out, String verdict, String sentence, String where) {
    out.println(verdict + ": " + sentence + " (" + where + ")");
    return Main.FAULT;
  }

  private static LogVerifier witnessed(VerifierKey log, Options options) throws UsageException {
    List<VerifierKey> witnesses = new ArrayList<>();
    for (String given : options.values("witness")) {
      witnesses.addAll(VerifierKeys.read("witness", given));
    }
    if (witnesses.stream().anyMatch(w -> w.name().equals(log.name()))) {
      throw new UsageException("--witness is a key of the log, which cannot vouch for itself");
    }
    int names = (int) witnesses.stream().map(VerifierKey::name).distinct().count();
    int quorum = names;
    if (options.value("quorum").isPresent()) {
      String given = options.value("quorum").get();
      quorum = given.matches("[0-9]{1,3}") ? Integer.parseInt(given) : 0;
      if (quorum < 1 || quorum > names) {
        throw new UsageException("--quorum must be 1 to the number of witnesses, here " + names);
      }
    }
    return LogVerifier.of(log).demanding(witnesses, quorum);
  }

  private static VerifierKey key(Options options, DataFolder data) throws Exception {
    Optional<String> given = options.value("key");
    String text =
        given.isPresent()
            ? given.get()
            : data.verifierKey()
                .orElseThrow(
                    () -> new UsageException("no log.vkey in the data directory: give --key"));
    List<VerifierKey> keys = VerifierKeys.read("key", text);
    if (keys.stream().map(VerifierKey::name).distinct().count() > 1) {
      throw new UsageException("--key holds keys of several logs: give the one of this log");
    }
    // Every checkpoint carries the Ed25519 signature; the others come about once a second.
    return keys.stream()
        .filter(k -> k.algorithm() == KeyAlgorithm.ED25519)
        .findFirst()
        .orElse(keys.getFirst());
  }

  private static Optional<TileSource> source(Options options, DataFolder data) throws Exception {
    if (options.value("directory").isPresent()) {
      return Optional.of(TileSource.directory(GivenFile.path(options.value("directory").get())));
    }
    return logUrl(options, data).map(TileSource::http);
  }

  private static Optional<URI> logUrl(Options options, DataFolder data) throws Exception {
    return options.value("url").isPresent()
        ? Optional.of(uri("url", options.value("url").get()))
        : data.port().map(port -> URI.create("http://127.0.0.1:" + port + "/log"));
  }

  private static UsageException noLog() {
    return new UsageException("no running gateway is known here: give --url or --directory");
  }

  private static String checkpoint(String given) throws IOException, UsageException {
    if (!given.startsWith("http://") && !given.startsWith("https://")) {
      return GivenFile.text(given, LONGEST_NOTE);
    }
    try (BoundedHttp http = new BoundedHttp(LONGEST_NOTE, Duration.ofSeconds(30))) {
      HttpResponse<byte[]> answer = http.send(HttpRequest.newBuilder(uri("since", given)).build());
      if (answer.statusCode() != 200) {
        throw new IOException("the address answered " + answer.statusCode());
      }
      return new String(answer.body(), StandardCharsets.UTF_8);
    }
  }

  private static URI uri(String option, String given) throws UsageException {
    try {
      URI uri = URI.create(given);
      if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
          && uri.getHost() != null
          && uri.getPort() <= MAX_PORT
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null) {
        return uri;
      }
    } catch (IllegalArgumentException notAUrl) {
      // answered below, like a URL of another kind
    }
    throw new UsageException("--" + option + " must be an http or https URL without a query");
  }

  /// Tells every two seconds how far a long verification is.
  private static final class Ticker implements LogVerifier.Progress {
    private static final long INTERVAL_NANOS = 2_000_000_000L;

    private final PrintStream err;
    private long last = System.nanoTime();

    Ticker(PrintStream err) {
      this.err = err;
    }

    @Override
    public void verified(long entries, long of) {
      long now = System.nanoTime();
      if (now - last >= INTERVAL_NANOS && entries < of) {
        last = now;
        err.println("cloister: %,d of %,d entries verified".formatted(entries, of));
      }
    }
  }
}
