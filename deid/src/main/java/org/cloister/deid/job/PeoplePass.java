package org.cloister.deid.job;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.cloister.deid.release.GatheredPeople;

/// The first of two passes over the files of a job whose rules scrub texts: the note of a patient
/// stands in one file, the patient's name in another. Nothing is written.
public final class PeoplePass {
  private static final Step.Written NOTHING = new Step.Written(new byte[0], Map.of());
  private static final Step.Unavailable TOO_MANY =
      new Step.Unavailable(
          "the patients of these files need more memory than there is for them: give the program"
              + " more, or de-identify in parts that each hold all that belongs to a patient");

  private PeoplePass() {}

  /// Reads all files, into `people`.
  ///
  /// @throws JobException if not everybody can be known: a file that cannot be read, or more people
  ///   than `people` may hold
  public static void over(
      List<InputFile> files, GatheredPeople people, int threads, JobProgress progress)
      throws IOException, InterruptedException, JobException {
    Step reading =
        Step.each((buffer, at) -> {
          people.read(buffer, at.from(), at.to());
          return people.isFull() ? TOO_MANY : NOTHING;
        });
    JobOptions options = new JobOptions(threads, JobOptions.Packing.PLAIN, OnError.STOP);
    int number = 0;
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      FileJob.Workers workers = new FileJob.Workers(executor, reading, options);
      for (InputFile file : files) {
        number++;
        try {
          read(file, workers, progress);
        } catch (StoppedException | EOFException | ZipException e) {
          String why = e instanceof StoppedException ? e.getMessage() : "no whole gzip file";
          throw new JobException(file.label(number) + ": " + why);
        }
      }
    }
  }

  private static void read(InputFile file, FileJob.Workers workers, JobProgress progress)
      throws IOException, InterruptedException, JobException, StoppedException {
    try (InputStream raw = new CountedInput(file.open(), progress);
        InputStream in = file.isGzip() ? new GZIPInputStream(raw, 1 << 16) : raw) {
      new Window(workers, file.form(), new ChunkReader(in, file.form()))
          .forEach(done -> {
            if (done.unavailable().isPresent()) {
              throw new JobException(done.unavailable().get());
            }
          });
    }
  }
}
