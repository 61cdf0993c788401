package org.cloister.bench;

import java.io.PrintStream;
import java.util.Arrays;
import org.cloister.bench.audit.AuditBench;
import org.cloister.bench.crash.CrashBench;
import org.cloister.bench.deid.DeidBench;
import org.cloister.bench.infer.InferBench;

/// `./cloister bench NAME`.
public final class Main {
  /// Exit codes, as those of every command: measured, could not measure, called wrongly.
  static final int OK = 0;

  static final int FAULT = 1;
  static final int USAGE = 2;

  private static final String HELP =
      """
      usage: cloister bench NAME [options]

        infer   POST /fhir/$infer of the whole gateway, beside a bare endpoint with the same web
                server, FHIR parser and model but without identity, policies, de-identification,
                encryption and the durable record
        audit   the log: what it takes in, beside plain inserts; search, reports, proofs and
                verification of a populated one; a change of keys under load
        crash   kill, stop and fill everything at random moments under many callers, and compare
                what they hold with the log that is left
        deid    de-identification: records beside HAPI's parser and encoder, texts, codes and date
                offsets, the memory of a long stream, POST /fhir/$deidentify

      `cloister bench NAME --help` explains one. Every bench writes bench/results/NAME.json and ends
      with one line of JSON. Exit codes: 0 it measured, whatever it found; 1 it could not, or `crash`
      found an answer without its record; 2 wrong usage.
      """;

  private Main() {}

  public static void main(String[] arguments) {
    System.exit(run(arguments, System.out, System.err));
  }

  static int run(String[] arguments, PrintStream out, PrintStream err) {
    if (arguments.length == 0 || arguments[0].equals("--help") || arguments[0].equals("help")) {
      out.print(HELP);
      return OK;
    }
    String[] rest = Arrays.copyOfRange(arguments, 1, arguments.length);
    try {
      switch (arguments[0]) {
        case "infer" -> InferBench.run(rest, out, err);
        case "audit" -> AuditBench.run(rest, out, err);
        case "crash" -> CrashBench.run(rest, out, err);
        case "deid" -> DeidBench.run(rest, out, err);
        default -> throw new UsageException("there is no bench of this name");
      }
      return OK;
    } catch (UsageException e) {
      err.println("cloister bench: " + e.getMessage() + "; see `cloister bench --help`");
      return USAGE;
    } catch (Exception e) {
      err.println("cloister bench: " + e.getMessage());
      return FAULT;
    }
  }
}
