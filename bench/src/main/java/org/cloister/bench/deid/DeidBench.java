package org.cloister.bench.deid;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cloister.bench.UsageException;
import org.cloister.bench.deid.DeidOptions.Part;
import org.cloister.bench.report.Bar;
import org.cloister.bench.report.Machine;
import org.cloister.bench.report.ResultFile;
import org.cloister.bench.server.Workplace;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;

/// `./cloister bench deid`: how fast records and texts are de-identified, and what it takes.
public final class DeidBench {
  private static final String NAME = "deid";
  private static final long SEED = 2026;
  private static final int NOTES = 500;
  private static final double ENGINE_SHARE = 0.5;
  private static final double TEXT_SHARE = 0.1;
  private static final double HTTP_SHARE = 0.4;

  private final DeidOptions options;
  private final PrintStream progress;

  private DeidBench(DeidOptions options, PrintStream progress) {
    this.options = options;
    this.progress = progress;
  }

  /// @throws UsageException for a wrong command line
  /// @throws IOException when nothing could be measured, with the reason
  public static void run(String[] arguments, PrintStream out, PrintStream progress)
      throws UsageException, IOException, InterruptedException {
    DeidOptions options = DeidOptions.parse(arguments);
    switch (options.help()) {
      case ASKED -> out.print(DeidOptions.HELP);
      case NOT_ASKED -> {
        // The pool and the migration would tell of themselves between the lines of the bench.
        LoggingSystem.get(DeidBench.class.getClassLoader()).setLogLevel("root", LogLevel.WARN);
        Map<String, Object> setting = setting(options);
        List<Finding> findings = new DeidBench(options, progress).measure();
        List<Bar> bars = findings.stream().flatMap(it -> it.bars().stream()).toList();
        findings.stream().flatMap(it -> it.sentences().stream()).forEach(out::println);
        if (options.parts().size() == Part.values().length) {
          out.println("Raw figures: " + ResultFile.write(NAME, json(setting, findings, bars)));
        }
        out.println(Bar.line(NAME, bars));
        out.flush();
      }
    }
  }

  private static Map<String, Object> setting(DeidOptions options)
      throws IOException, InterruptedException {
    Map<String, Object> setting = new LinkedHashMap<>();
    setting.put("bench", NAME);
    setting.put("at", Clock.systemUTC().instant().truncatedTo(ChronoUnit.SECONDS).toString());
    setting.put("machine", Machine.describe());
    setting.put("disk", Files.getFileStore(options.data()).type());
    setting.put("loadAverageBefore", Machine.loadAverage());
    setting.put("commit", Machine.commit(ResultFile.root()));
    setting.put("flags", flags());
    setting.put("measuredSeconds", options.seconds());
    setting.put("seed", SEED);
    return setting;
  }

  private static Map<String, Object> json(
      Map<String, Object> setting, List<Finding> findings, List<Bar> bars) throws IOException {
    Map<String, Object> json = new LinkedHashMap<>(setting);
    json.put("loadAverageAfter", Machine.loadAverage());
    json.put("bars", bars.stream().map(Bar::json).toList());
    findings.forEach(finding -> json.put(finding.part(), finding.figures()));
    return json;
  }

  private List<Finding> measure() throws IOException, InterruptedException {
    List<Finding> findings = new ArrayList<>();
    try (Workplace place = Workplace.create(options.data())) {
      if (has(Part.ENGINE) || has(Part.TEXT) || has(Part.CODES) || has(Part.STREAM)) {
        findings.addAll(measureInProcess(place));
      }
      if (has(Part.HTTP)) {
        Documents documents = documents(options.httpInput(), SyntheticRecord.small(SEED));
        findings.add(new HttpSpeed(documents, this::say).measure(place, flags(), of(HTTP_SHARE)));
      }
    }
    return findings;
  }

  private List<Finding> measureInProcess(Workplace place) throws IOException, InterruptedException {
    List<Finding> findings = new ArrayList<>();
    say("starting PostgreSQL and compiling the rules ...");
    try (VaultPlace vault = place.keep(VaultPlace.start(place.directory()))) {
      Engines engines = new Engines();
      if (has(Part.ENGINE)) {
        Documents documents = documents(options.input(), SyntheticRecord.large(SEED));
        findings.add(
            new EngineSpeed(documents, this::say)
                .measure(Way.all(engines, vault), of(ENGINE_SHARE)));
      }
      if (has(Part.TEXT)) {
        findings.add(text(engines));
      }
      if (has(Part.CODES)) {
        findings.add(new CodesOfPatients(vault, this::say).measure());
      }
      if (has(Part.STREAM)) {
        findings.add(
            new StreamMemory(place.directory(), vault.key(), this::say)
                .measure(options.streamGigabytes()));
      }
    }
    return findings;
  }

  private Finding text(Engines engines) throws IOException {
    Optional<Path> file = options.notes();
    List<LabelledNote> notes =
        file.isPresent() ? LabelledNote.read(file.get()) : SyntheticNotes.of(SEED, NOTES);
    String origin = file.map(it -> String.valueOf(it.getFileName())).orElse(Documents.MADE_UP);
    return new TextSpeed(engines.scrubber(), notes, this::say).measure(origin, of(TEXT_SHARE));
  }

  private static Documents documents(Optional<Path> given, byte[] otherwise) throws IOException {
    return given.isPresent() ? Documents.read(given.get()) : Documents.made(otherwise);
  }

  private boolean has(Part part) {
    return options.parts().contains(part);
  }

  private Duration of(double share) {
    return Duration.ofMillis(Math.round(options.seconds() * 1000 * share));
  }

  /// Of this JVM; the gateway gets the same.
  private static List<String> flags() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> !flag.startsWith("-Dcloister."))
        .toList();
  }

  private void say(String sentence) {
    progress.println("bench deid: " + sentence);
    progress.flush();
  }
}
