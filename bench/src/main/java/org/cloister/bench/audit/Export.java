package org.cloister.bench.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.cloister.audit.AuditException;
import org.cloister.audit.AuditLog;
import org.cloister.audit.LogIdentity;
import org.cloister.audit.tlog.Checkpoint;
import org.cloister.audit.tlog.SignedNote;
import org.cloister.audit.tlog.TilePath;
import org.cloister.audit.verify.LogVerifier;
import org.cloister.audit.verify.TileSource;
import org.cloister.audit.verify.Verdict;

/// The log's files in a directory, and their verification from there alone, as by somebody who was
/// given a copy.
final class Export {
  private final Path folder;
  private final Checkpoint checkpoint;

  private Export(Path folder, Checkpoint checkpoint) {
    this.folder = folder;
    this.checkpoint = checkpoint;
  }

  static Export of(AuditLog log, Path folder) throws IOException, AuditException {
    String note = log.checkpoint();
    Checkpoint checkpoint =
        SignedNote.parse(note)
            .flatMap(signed -> Checkpoint.parse(signed.text()))
            .orElseThrow(() -> new IOException("the log has no checkpoint"));
    Export export = new Export(folder, checkpoint);
    export.write(TilePath.CHECKPOINT, note.getBytes(StandardCharsets.UTF_8));
    long nodes = checkpoint.size();
    for (int level = 0; nodes > 0; level++, nodes /= TilePath.FULL_WIDTH) {
      for (long index = 0; index * TilePath.FULL_WIDTH < nodes; index++) {
        int width = (int) Math.min(TilePath.FULL_WIDTH, nodes - index * TilePath.FULL_WIDTH);
        export.copy(log, TilePath.tile(level, index, width));
        if (level == 0) {
          export.copy(log, TilePath.entries(index, width));
        }
      }
    }
    return export;
  }

  private void copy(AuditLog log, String path) throws IOException, AuditException {
    write(path, log.file(path).orElseThrow(() -> new IOException("the log lacks " + path)));
  }

  private void write(String path, byte[] bytes) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
  }

  long entries() {
    return checkpoint.size();
  }

  /// Every entry, tile, root and signature.
  Verdict verify(LogIdentity identity) {
    return LogVerifier.of(identity.verifierKey()).verify(TileSource.directory(folder));
  }
}
