package org.cloister.deid.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// De-identifies a list of files into one directory.
///
/// Each output is published whole or not at all. A run that ended in any way, kill -9 and loss of
/// power included, is continued by the next one with the same files, terms and directory: no line
/// is lost and none is written twice. `manifest.json` appears when every file is published, its
/// signature, if it is to have one, beside it and before it, and nothing is done after that.
public final class DeidentifyJob {
  /// Signs the manifest.
  @FunctionalInterface
  public interface Signer {
    /// @return a detached signature, in the signer's text form
    byte[] sign(byte[] manifest) throws JobException;
  }

  /// Whether what an earlier run left is continued.
  public enum Start {
    CONTINUE,
    /// Its outputs are removed, finished or not.
    ANEW
  }

  /// What a run came to.
  ///
  /// @param files published, by this run or one before
  /// @param faults of files that could not be; then there is no manifest
  public record Report(List<FileResult> files, List<String> faults) {
    public Report {
      files = List.copyOf(files);
      faults = List.copyOf(faults);
    }

    public Counts counts() {
      return files.stream().map(FileResult::counts).reduce(Counts.none(), Counts::plus);
    }
  }

  private final Step step;
  private final JobTerms terms;
  private final JobOptions options;
  private final Optional<Signer> signer;
  private final Clock clock;
  private final Disk disk;

  /// @param terms by what `step` de-identifies
  /// @param signer of the manifest; without one nobody vouches for it
  public DeidentifyJob(
      Step step, JobTerms terms, JobOptions options, Optional<Signer> signer, Clock clock) {
    this(step, terms, options, signer, clock, Disk.local());
  }

  @SuppressWarnings("TooManyParameters") // the one above with another disk
  DeidentifyJob(
      Step step,
      JobTerms terms,
      JobOptions options,
      Optional<Signer> signer,
      Clock clock,
      Disk disk) {
    this.step = step;
    this.terms = terms;
    this.options = options;
    this.signer = signer;
    this.clock = clock;
    this.disk = disk;
  }

  /// @param files in the order in which they are done; their names differ
  /// @throws JobException if the directory holds a finished job, another job's files or a running
  ///   one, or if codes cannot be had
  public Report run(List<InputFile> files, Path out, Start start, JobProgress progress)
      throws IOException, InterruptedException, JobException {
    try (JobFolder folder = JobFolder.open(out)) {
      if (start == Start.ANEW) {
        folder.restart(outputs(files), disk);
      }
      if (Files.exists(Manifest.file(out))) {
        throw new JobException(
            out + " holds a finished job; --restart removes its outputs and begins anew");
      }
      Report report = all(files, folder, progress);
      if (report.faults().isEmpty()) {
        finish(report, folder);
      }
      return report;
    }
  }

  private Report all(List<InputFile> files, JobFolder folder, JobProgress progress)
      throws IOException, InterruptedException, JobException {
    List<FileResult> results = new ArrayList<>();
    List<String> faults = new ArrayList<>();
    try (ExecutorService executor = Executors.newFixedThreadPool(options.threads())) {
      FileJob.Workers workers = new FileJob.Workers(executor, step, options);
      FileJob.Place place = new FileJob.Place(folder, disk);
      for (InputFile file : files) {
        try {
          Journal fresh = Journal.begin(file.fingerprint(), terms, options.packing(), now());
          results.add(new FileJob(file, place, fresh, workers, progress).run());
        } catch (JobException fault) {
          faults.add(file.label(results.size() + faults.size() + 1) + ": " + fault.getMessage());
        }
      }
    }
    return new Report(results, faults);
  }

  /// The signature first: whoever sees the manifest can check it.
  private void finish(Report report, JobFolder folder) throws IOException, JobException {
    byte[] manifest = Manifest.of(terms, report.files(), now());
    if (signer.isPresent()) {
      disk.replace(folder.published(JobFolder.SIGNATURE), signer.get().sign(manifest));
    }
    disk.replace(folder.published(JobFolder.MANIFEST), manifest);
    folder.clear(disk);
  }

  private List<String> outputs(List<InputFile> files) {
    List<String> names = new ArrayList<>();
    for (InputFile file : files) {
      names.add(file.name() + options.packing().ending());
      names.add(file.name() + ".skipped");
    }
    return names;
  }

  private String now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
