package org.cloister.gateway;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/// `./cloister COMMAND`: one entry for the server, the demo and the tools.
public final class Main {
  /// Exit codes of every command: it did what was asked, it found a fault, it was called wrongly.
  static final int OK = 0;

  static final int FAULT = 1;
  static final int USAGE = 2;

  @FunctionalInterface
  interface Command {
    int run(String[] arguments, PrintStream out, PrintStream err) throws Exception;
  }

  private static final Map<String, Command> COMMANDS = new LinkedHashMap<>();

  static {
    COMMANDS.put("demo", DemoCommand::run);
    COMMANDS.put("serve", ServeCommand::run);
    COMMANDS.put("token", org.cloister.gateway.identity.TokenCommand::run);
    COMMANDS.put("report", ReportCommand::run);
    COMMANDS.put("verify", VerifyCommand::run);
    COMMANDS.put("witness", WitnessCommand::run);
    COMMANDS.put("key", KeyCommand::run);
    COMMANDS.put("models", ModelsCommand::run);
    COMMANDS.put("deidentify", DeidentifyCommand::run);
  }

  private static final String HELP =
      """
      Cloister, a privacy-preserving inference gateway for hospitals.

      usage: cloister COMMAND [options]

        demo     start everything on this machine, send twelve synthetic patients, verify the log
        serve    run the gateway
        token    print an access token of the running demo issuer
        report   make a report for a patient, an officer or an authority
        verify   verify a log, or one receipt
        witness  watch a log from another machine: cosign it as long as it only grows
        key      create the keys that a hospital must supply
        models   list the models; sign and verify a folder of one's own
        deidentify  files and directories of FHIR; print or check rules, measure risk, verify
        bench    measure: `cloister bench NAME`

      `cloister COMMAND --help` explains one. Exit codes: 0 done, 1 a fault was found, 2 wrong usage.
      """;

  private Main() {}

  public static void main(String[] arguments) {
    int code = run(arguments, System.out, System.err);
    if (code != OK) {
      System.exit(code);
    }
  }

  static int run(String[] arguments, PrintStream out, PrintStream err) {
    if (arguments.length == 0 || arguments[0].equals("--help") || arguments[0].equals("help")) {
      out.print(HELP);
      return OK;
    }
    Command command = COMMANDS.get(arguments[0]);
    if (command == null) {
      err.println("cloister: there is no command of this name; see `cloister --help`");
      return USAGE;
    }
    try {
      return command.run(Arrays.copyOfRange(arguments, 1, arguments.length), out, err);
    } catch (Options.UsageException e) {
      err.println("cloister " + arguments[0] + ": " + e.getMessage());
      return USAGE;
    } catch (Exception e) {
      err.println("cloister " + arguments[0] + ": " + Causes.sentence(e));
      return FAULT;
    }
  }
}
