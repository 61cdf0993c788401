package org.cloister.deid.job;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;

/// De-identifies one file. The order of its steps, and what is true if the process dies after each,
/// stand in [#run].
final class FileJob {
  /// What a killed run may have to do again.
  private static final long BATCH_BYTES = 8L << 20;

  private final InputFile input;
  private final JobFolder folder;
  private final Journal fresh;
  private final Workers workers;
  private final Disk disk;
  private final JobProgress progress;

  /// @param fresh the journal of a run that has done nothing
  FileJob(InputFile input, Place place, Journal fresh, Workers workers, JobProgress progress) {
    this.input = input;
    this.folder = place.folder();
    this.disk = place.disk();
    this.fresh = fresh;
    this.workers = workers;
    this.progress = progress;
  }

  /// Where outputs go and how.
  record Place(JobFolder folder, Disk disk) {}

  /// Who de-identifies.
  ///
  /// @param executor with as many threads as the options say
  record Workers(ExecutorService executor, Step step, JobOptions options) {}

  /// Publishes the file, or finds that a run before did.
  ///
  /// @throws JobException if it cannot; nothing of it is published then
  FileResult run() throws IOException, InterruptedException, JobException {
    Optional<Journal> left = Journal.resume(journal(), fresh);
    if (left.isEmpty() && Files.exists(output())) {
      throw new JobException(
          output().getFileName() + " is there already; --restart removes it and begins anew");
    }
    Journal journal = left.orElse(fresh);
    if (journal.state() == Journal.State.RUNNING) {
      // Before the first byte of a part: a part without a journal is nobody's.
      disk.replace(journal(), journal.bytes());
      journal = write(journal);
      // From here on the parts are whole: what is left is to give them their names.
      disk.replace(journal(), journal.bytes());
    }
    publish(part(), output());
    if (journal.counts().skipped() > 0) {
      publish(reportPart(), report());
    }
    return result(journal);
  }

  private Journal write(Journal begun) throws IOException, InterruptedException, JobException {
    try (CountedInput raw = new CountedInput(input.open(), progress);
        InputStream in = input.isGzip() ? new GZIPInputStream(raw, 1 << 16) : raw;
        Disk.Growing output = disk.grow(part(), begun.outputBytes());
        Disk.Growing report = disk.grow(reportPart(), begun.reportBytes())) {
      ChunkReader reader = new ChunkReader(in, input.form());
      reader.skipTo(begun.inputOffset(), begun.line());
      Parts parts = new Parts(output, report, begun);
      new Window(workers, input.form(), reader).forEach(parts::commit);
      String sha256 = raw.sha256();
      if (!input.fingerprint().equals(begun.input())) {
        throw new StoppedException("it changed while it was read");
      }
      return parts.finish(sha256);
    } catch (StoppedException stopped) {
      // What came of this input is of no use to a run with a better one.
      discard();
      throw new JobException(stopped.getMessage());
    } catch (EOFException | ZipException broken) {
      discard();
      throw new JobException("no whole gzip file", broken);
    }
  }

  /// Appends what comes out of each chunk, in order, and keeps the journal behind it.
  private final class Parts {
    private final Disk.Growing output;
    private final Disk.Growing report;
    private Journal journal;
    private long journalled;

    Parts(Disk.Growing output, Disk.Growing report, Journal journal) {
      this.output = output;
      this.report = report;
      this.journal = journal;
      this.journalled = journal.inputOffset();
    }

    void commit(ChunkWork.Done done) throws IOException, JobException, StoppedException {
      if (done.unavailable().isPresent()) {
        throw new JobException(done.unavailable().get() + "; start again to go on from here");
      }
      if (workers.options().onError() == OnError.STOP && !done.bad().isEmpty()) {
        throw new StoppedException(done.bad().getFirst().sentence());
      }
      byte[] bytes = done.output().toByteArray();
      byte[] lines = reportLines(done);
      output.append(bytes);
      report.append(lines);
      journal = journal.plus(done, bytes.length, lines.length);
      if (journal.inputOffset() - journalled >= BATCH_BYTES) {
        output.force();
        report.force();
        // Only now may the journal count them.
        disk.replace(journal(), journal.bytes());
        journalled = journal.inputOffset();
      }
      progress.documents(done.counts().documents());
    }

    private byte[] reportLines(ChunkWork.Done done) {
      StringBuilder lines = new StringBuilder();
      for (BadDocument bad : done.bad()) {
        lines.append(bad.line()).append('\t').append(bad.byteOffset()).append('\t');
        lines.append(bad.reason()).append('\n');
      }
      return lines.toString().getBytes(StandardCharsets.UTF_8);
    }

    Journal finish(String inputSha256) throws IOException {
      byte[] end = journal.outputBytes() == 0 ? emptyFile() : new byte[0];
      output.append(end);
      output.force();
      report.force();
      return journal.written(end.length, inputSha256);
    }

    /// No byte at all is no gzip file.
    private byte[] emptyFile() throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      if (workers.options().packing() == JobOptions.Packing.GZIP) {
        new GZIPOutputStream(bytes).close();
      }
      return bytes.toByteArray();
    }
  }

  /// A run before may have died between this move and the next step.
  private void publish(Path part, Path published) throws IOException, JobException {
    if (Files.exists(part)) {
      disk.move(part, published);
    } else if (!Files.exists(published)) {
      throw new JobException(published.getFileName() + " has been removed; --restart begins anew");
    }
  }

  private void discard() throws IOException {
    disk.delete(journal());
    disk.delete(part());
    disk.delete(reportPart());
  }

  private FileResult result(Journal journal) throws IOException {
    return new FileResult(
        outputName(),
        journal.inputSha256(),
        Fingerprint.sha256Of(output()),
        journal.startedAt(),
        journal.counts());
  }

  private String outputName() {
    return input.name() + fresh.packing().ending();
  }

  private Path output() {
    return folder.published(outputName());
  }

  private Path report() {
    return folder.published(input.name() + ".skipped");
  }

  private Path part() {
    return folder.part(input.name());
  }

  private Path reportPart() {
    return folder.part(input.name() + ".skipped");
  }

  private Path journal() {
    return folder.journal(input.name());
  }
}
