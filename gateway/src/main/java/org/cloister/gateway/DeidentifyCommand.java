package org.cloister.gateway;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.cloister.deid.job.JobException;
import org.cloister.deid.job.Manifest;
import org.cloister.deid.r4.R4;
import org.cloister.deid.risk.Population;
import org.cloister.deid.risk.QuasiIdentifier;
import org.cloister.deid.risk.RiskReport;
import org.cloister.deid.rule.RuleException;
import org.cloister.deid.rule.RuleSet;
import org.cloister.gateway.Options.UsageException;
import org.cloister.models.ModelException;
import org.cloister.models.SignerKey;

/// `./cloister deidentify`: files and directories, and what can be said of rules and of a directory
/// that was de-identified.
final class DeidentifyCommand {
  private static final String HELP =
      """
      usage: cloister deidentify --in PATH --out DIR (--preset NAME | --rules FILE)
                                 --domain NAME --key FILE [options]
             cloister deidentify table  (--preset NAME | --rules FILE)
             cloister deidentify check  (--preset NAME | --rules FILE)
             cloister deidentify risk   DIR [--population N]
             cloister deidentify verify DIR --sign-key FILE.pub

      Reads FHIR R4 in .json (one resource or Bundle) and .ndjson (one a line), plain or .gz, and
      writes it de-identified into DIR, with manifest.json last. A run that ended in any way goes
      on when the same command is given again; no line is lost or written twice.

        --in PATH        a file, or a directory with all that is below it
        --out DIR        new, or what an unfinished run left
        --preset NAME    safe-harbor-strict, expert-determination, gdpr-pseudonymised or
                         limited-data-set
        --rules FILE     a hospital's own rules (YAML); docs/deidentification.md has the language
        --domain NAME    for whom: a study, a recipient. Within it a patient has one code and one
                         date offset, over all files and runs; two domains cannot be linked
        --key FILE       the domain's key, by `cloister key create FILE`. Lose it and nobody can
                         give the same codes again
        --data DIR       where random codes are kept (default ./data), for safe-harbor-strict and
                         rules with `codes: random`; PostgreSQL runs there meanwhile, so no gateway
                         may
        --sign-key FILE  sign the manifest, with a key by `cloister models create-key FILE`
        --threads N      that de-identify (default: one a processor)
        --gzip           write .gz
        --on-error WHAT  a document that cannot be released: `stop` (default) publishes nothing of
                         its file, `skip` leaves it out and writes its line, byte and the reason
                         to NAME.skipped
        --restart        remove what an earlier run wrote for these files and begin anew

        table   what becomes of every value that an accepted resource may hold, and which line of
                the rules says so
        check   whether the rules hold; a mistake is told with its line
        risk    how many people of a de-identified directory look alike, and what an attacker could
                do with it; --population N: among how many people he has to look
        verify  whether a directory is as it was signed

      Exit code 0: done, it holds. 1: a file could not be published, or a fault was found. 2: wrong
      usage. Ended by Ctrl-C or a signal: 130 or 143.
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
    String[] rest = Arrays.copyOfRange(arguments, 1, arguments.length);
    return switch (arguments[0]) {
      case "table" -> table(rest, out);
      case "check" -> check(rest, out);
      case "risk" -> risk(rest, out);
      case "verify" -> verify(rest, out);
      case String first when first.startsWith("--") -> DeidentifyRun.run(arguments, out, err);
      default ->
          throw new UsageException("table, check, risk, verify or options first; see --help");
    };
  }

  private static int table(String[] rest, PrintStream out)
      throws UsageException, RuleException, IOException {
    rules(rest).table().forEach(out::println);
    return Main.OK;
  }

  private static int check(String[] rest, PrintStream out)
      throws UsageException, RuleException, IOException {
    RuleSet rules = rules(rest);
    out.println(
        "OK: %s decides %,d values of %d resource types"
            .formatted(
                rules.name(),
                rules.table().size() - rules.undecided().size(),
                rules.resourceTypes().size()));
    out.println("codes: " + (rules.asksForRandomCodes() ? "random, kept in a vault" : "keyed"));
    out.println("rules: SHA-256 " + rules.hash());
    if (!rules.undecided().isEmpty()) {
      out.println("left out, as no rule decides them: " + rules.undecided().size() + " values");
      rules.undecided().forEach(path -> out.println("  " + path));
    }
    return Main.OK;
  }

  private static RuleSet rules(String[] rest) throws UsageException, RuleException, IOException {
    Options options = Options.parse(rest, Set.of("preset", "rules"), Set.of());
    return ChosenRules.of(options, R4.load()).rules();
  }

  private static int risk(String[] rest, PrintStream out) throws UsageException, IOException {
    Path directory = directory("risk", rest);
    Options options = Options.parse(behind(rest), Set.of("population"), Set.of());
    Population population =
        options
            .number("population", Long.MAX_VALUE)
            .map(Population::new)
            .orElse(Population.UNKNOWN);
    RiskReport.of(List.of(directory), EnumSet.allOf(QuasiIdentifier.class), population)
        .lines()
        .forEach(out::println);
    return Main.OK;
  }

  private static int verify(String[] rest, PrintStream out)
      throws UsageException, ModelException, IOException, JobException {
    Path directory = directory("verify", rest);
    SignerKey key =
        SignerKey.load(
            Path.of(Options.parse(behind(rest), Set.of("sign-key"), Set.of()).needed("sign-key")));
    ManifestSignature.check(directory, key);
    out.println("OK: " + Manifest.check(directory) + " files are as " + key.id() + " signed them");
    return Main.OK;
  }

  private static Path directory(String act, String[] rest) throws UsageException {
    if (rest.length == 0 || rest[0].startsWith("--")) {
      throw new UsageException(act + " DIR; see --help");
    }
    Path directory = Path.of(rest[0]);
    if (!Files.isDirectory(directory)) {
      throw new UsageException("there is no folder " + directory);
    }
    return directory;
  }

  private static String[] behind(String[] rest) {
    return Arrays.copyOfRange(rest, 1, rest.length);
  }
}
