package org.cloister.gateway;

import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cloister.audit.LogIdentity;
import org.cloister.audit.tlog.VerifierKey;
import org.cloister.audit.verify.LogVerifier;
import org.cloister.audit.verify.TileSource;
import org.cloister.audit.verify.Verdict;
import org.cloister.gateway.demo.DemoAnswer;
import org.cloister.gateway.demo.DemoCaller;
import org.cloister.gateway.demo.DemoTable;
import org.cloister.gateway.demo.SyntheticPatient;
import org.cloister.gateway.demo.SyntheticPatients;

/// `./cloister demo`: the whole product on one machine, with fictional patients. It talks to the
/// gateway over HTTP as an EHR would and takes no short cut.
final class DemoCommand {
  private static final String HELP =
      """
      usage: cloister demo [--once] [--port N] [--data DIR]

        --once      stop after the patients were sent and the log was verified; exit code 0 only if
                    every call ended as it should and everything verified
        --port N    listen on 127.0.0.1:N (default 8080, or a free port if that is taken)
        --data DIR  directory of the database and the demo's keys (default ./data)
      """;

  private static final int DEFAULT_PORT = 8080;
  private static final int PORTS_TO_TRY = 100;
  private static final long SEED = 2026;

  private DemoCommand() {}

  static int run(String[] arguments, PrintStream out, PrintStream err) throws Exception {
    Options options = Options.parse(arguments, Set.of("port", "data"), Set.of("once", "help"));
    if (options.has("help")) {
      out.print(HELP);
      return Main.OK;
    }
    int port = port(options, out);
    Path data = ServeCommand.dataDirectory(options);
    Map<String, Object> settings = ServeCommand.settings(options, port);

    long began = System.nanoTime();
    out.println("Starting PostgreSQL, the log, the models and the gateway ...");
    try (RunningGateway gateway = RunningGateway.start(settings)) {
      out.printf("Ready after %.1f s at %s%n%n", seconds(began), gateway.baseUrl());
      List<String> receipts = new ArrayList<>();
      List<String> faults = sendPatients(new DemoCaller(data, port), receipts, out);
      faults.addAll(verify(gateway, receipts, out));
      faults.forEach(fault -> out.println("FAULT: " + fault));
      out.flush();
      if (options.has("once")) {
        return faults.isEmpty() ? Main.OK : Main.FAULT;
      }
      out.println();
      out.println("Still serving " + gateway.baseUrl() + "/fhir (Ctrl-C ends it). Try:");
      out.println("  ./cloister token --client ehr");
      out.println("  ./cloister verify");
      out.flush();
      gateway.awaitEnd();
      return Main.OK;
    }
  }

  private static int port(Options options, PrintStream out) throws Options.UsageException {
    Optional<Integer> asked = options.port("port");
    if (asked.isPresent()) {
      ServeCommand.requireFree(asked.get());
      return asked.get();
    }
    for (int port = DEFAULT_PORT; port < DEFAULT_PORT + PORTS_TO_TRY; port++) {
      if (ServeCommand.isFree(port)) {
        if (port != DEFAULT_PORT) {
          out.println("Port " + DEFAULT_PORT + " is taken; using " + port + ".");
        }
        return port;
      }
    }
    throw new Options.UsageException("no free port found from " + DEFAULT_PORT + " on: use --port");
  }

  private static List<String> sendPatients(DemoCaller ehr, List<String> receipts, PrintStream out)
      throws Exception {
    Instant asOf = Clock.systemUTC().instant().truncatedTo(ChronoUnit.DAYS);
    List<String> faults = new ArrayList<>();
    DemoTable table = new DemoTable(out);
    table.header();
    for (SyntheticPatient patient : new SyntheticPatients(asOf).twelve(SEED)) {
      DemoAnswer answer = ehr.infer(patient);
      table.row(patient, answer);
      if (!answer.isAsExpected(patient.expected())) {
        faults.add(patient.label() + " ended otherwise than it should");
      }
      if (answer.record().isEmpty()) {
        faults.add(patient.label() + " was answered without a record");
      }
      if (answer.record().isPresent()) {
        receipts.add(ehr.receipt(answer.record().get()));
      }
    }
    table.footer();
    return faults;
  }

  private static List<String> verify(
      RunningGateway gateway, List<String> receipts, PrintStream out) {
    VerifierKey key = gateway.part(LogIdentity.class).verifierKey();
    TileSource log = TileSource.http(URI.create(gateway.baseUrl() + "/log"));
    LogVerifier verifier = LogVerifier.of(key);
    Verdict whole = verifier.verify(log);
    out.println("Log: " + whole.sentence());
    List<String> faults = new ArrayList<>();
    if (!(whole instanceof Verdict.Ok)) {
      faults.add("the log does not verify: " + whole.sentence());
    }
    for (String receipt : receipts) {
      Verdict verdict = verifier.verifyReceipt(log, receipt);
      if (!(verdict instanceof Verdict.Ok)) {
        faults.add("a receipt does not verify: " + verdict.sentence());
      }
    }
    out.println("Receipts: " + receipts.size() + " checked against the log.");
    return faults;
  }

  private static double seconds(long sinceNanos) {
    return (System.nanoTime() - sinceNanos) / 1e9;
  }
}
