package org.cloister.gateway;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cloister.deid.generalise.Zip3;
import org.cloister.deid.job.DeidentifyJob;
import org.cloister.deid.job.InputFile;
import org.cloister.deid.job.JobException;
import org.cloister.deid.job.JobOptions;
import org.cloister.deid.job.JobTerms;
import org.cloister.deid.job.Manifest;
import org.cloister.deid.job.OnError;
import org.cloister.deid.job.PeoplePass;
import org.cloister.deid.job.Step;
import org.cloister.deid.pseudonym.PseudonymDomain;
import org.cloister.deid.pseudonym.PseudonymException;
import org.cloister.deid.r4.R4;
import org.cloister.deid.release.GatheredPeople;
import org.cloister.deid.release.RecordDeidentifier;
import org.cloister.deid.rule.RuleException;
import org.cloister.deid.rule.RuleSet;
import org.cloister.deid.sealing.SealingException;
import org.cloister.deid.text.TextScrubber;
import org.cloister.gateway.Options.UsageException;
import org.cloister.gateway.store.StoreException;
import org.cloister.models.ModelException;
import org.cloister.models.SigningKey;

/// `./cloister deidentify --in … --out …`, in three steps: everything is looked at that could be
/// wrong, the codes are opened, the job is run. Nothing is written before the third.
final class DeidentifyRun {
  private static final Set<String> VALUED =
      Set.of(
          "in",
          "out",
          "preset",
          "rules",
          "domain",
          "key",
          "data",
          "sign-key",
          "threads",
          "on-error");
  private static final Set<String> FLAGS = Set.of("gzip", "restart");

  /// Of the heap, for the people whom the files tell of.
  private static final int HEAP_SHARE = 4;

  private final Options options;
  private final R4 fhir = R4.load();
  private final RuleSet rules;
  private final String preset;
  private final PseudonymDomain domain;
  private final Path out;
  private final List<InputFile> files;
  private final JobOptions jobOptions;
  private final Optional<SigningKey> signer;

  private DeidentifyRun(Options options)
      throws UsageException, RuleException, IOException, JobException, ModelException {
    this.options = options;
    Path in = Path.of(options.needed("in"));
    this.out = Path.of(options.needed("out"));
    ChosenRules chosen = ChosenRules.of(options, fhir);
    this.rules = chosen.rules();
    this.preset = chosen.preset();
    this.domain = domain(options.needed("domain"));
    this.jobOptions = jobOptions(options);
    this.files = files(in, out, fhir);
    Optional<String> key = options.value("sign-key");
    this.signer =
        key.isPresent() ? Optional.of(SigningKey.load(Path.of(key.get()))) : Optional.empty();
  }

  static int run(String[] arguments, PrintStream out, PrintStream err) throws Exception {
    DeidentifyRun run = new DeidentifyRun(Options.parse(arguments, VALUED, FLAGS));
    try (Interruption interruption = Interruption.ofThisThread();
        DomainCodes codes = run.codes()) {
      return run.run(codes, interruption, new Streams(out, err));
    }
  }

  private record Streams(PrintStream out, PrintStream err) {}

  private static PseudonymDomain domain(String name) throws UsageException {
    try {
      return new PseudonymDomain(name);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--domain: " + e.getMessage());
    }
  }

  private static JobOptions jobOptions(Options options) throws UsageException {
    int threads =
        options
            .number("threads", 1024)
            .map(Math::toIntExact)
            .orElseGet(() -> Runtime.getRuntime().availableProcessors());
    OnError onError =
        switch (options.value("on-error").orElse("stop")) {
          case "stop" -> OnError.STOP;
          case "skip" -> OnError.SKIP;
          default -> throw new UsageException("--on-error must be stop or skip");
        };
    return new JobOptions(
        threads, options.has("gzip") ? JobOptions.Packing.GZIP : JobOptions.Packing.PLAIN, onError);
  }

  private static List<InputFile> files(Path in, Path out, R4 fhir)
      throws UsageException, JobException {
    if (!Files.isReadable(in)) {
      throw new UsageException("--in: cannot read " + in);
    }
    if (Files.exists(out) && !Files.isDirectory(out)) {
      throw new UsageException("--out: " + out + " is no directory");
    }
    if (in.toAbsolutePath().normalize().startsWith(out.toAbsolutePath().normalize())) {
      throw new UsageException("--out must not be the directory of --in, nor hold it");
    }
    List<InputFile> files = InputFile.at(in, out, fhir.resourceTypes());
    if (files.isEmpty()) {
      throw new UsageException("--in: there is no .json or .ndjson file at " + in);
    }
    return files;
  }

  private DomainCodes codes()
      throws UsageException, SealingException, StoreException, PseudonymException {
    Path key = Path.of(options.needed("key"));
    return rules.asksForRandomCodes()
        ? DomainCodes.vault(key, domain, ServeCommand.dataDirectory(options), jobOptions.threads())
        : DomainCodes.keyed(key, domain);
  }

  private int run(DomainCodes codes, Interruption interruption, Streams to)
      throws IOException, InterruptedException, JobException {
    try {
      JobSummary summary = work(codes, to);
      if (!interruption.isAsked()) {
        return summary.print(to.out(), to.err());
      }
    } catch (InterruptedException | ClosedByInterruptException e) {
      if (!interruption.isAsked()) {
        throw e;
      }
    }
    // What closes the database waits, which an interrupted thread cannot.
    var _ = Thread.interrupted();
    to.err().println("cloister deidentify: stopped; the same command goes on from here");
    return Main.FAULT;
  }

  private JobSummary work(DomainCodes codes, Streams to)
      throws IOException, InterruptedException, JobException {
    Clock clock = Clock.systemUTC();
    RecordDeidentifier engine =
        new RecordDeidentifier(rules, fhir, codes.pseudonyms(), TextScrubber.standard(), clock);
    long size = size();
    long began = System.nanoTime();
    JobDisplay display = JobDisplay.of(to.out(), to.err(), engine.scrubsTexts() ? 2 * size : size);
    GatheredPeople people = engine.gather(Runtime.getRuntime().maxMemory() / HEAP_SHARE);
    if (engine.scrubsTexts()) {
      display.begin("Reading whom the files tell of");
      PeoplePass.over(files, people, jobOptions.threads(), display);
    }
    display.begin("De-identifying");
    DeidentifyJob job =
        new DeidentifyJob(
            Step.of(engine, people),
            terms(codes, people),
            jobOptions,
            signer.map(ManifestSignature::by),
            clock);
    DeidentifyJob.Report report = job.run(files, out, start(), display);
    display.end();
    return new JobSummary(
        report, people.size(), size, System.nanoTime() - began, Manifest.file(out), signer);
  }

  private DeidentifyJob.Start start() {
    return options.has("restart") ? DeidentifyJob.Start.ANEW : DeidentifyJob.Start.CONTINUE;
  }

  private JobTerms terms(DomainCodes codes, GatheredPeople people) throws IOException {
    return new JobTerms(
        rules.name(),
        rules.hash(),
        preset,
        Zip3.TABLE,
        domain.name(),
        codes.source(),
        people.size(),
        ProgramVersion.text());
  }

  private long size() throws JobException {
    long size = 0;
    for (InputFile file : files) {
      size += file.size();
    }
    return size;
  }
}
