package org.cloister.bench.crash;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cloister.audit.tlog.Checkpoint;
import org.cloister.audit.tlog.SignedNote;
import org.cloister.audit.tlog.VerifierKey;
import org.cloister.audit.verify.LogVerifier;
import org.cloister.audit.verify.TileSource;
import org.cloister.audit.verify.Verdict;

/// The log's tree as somebody outside sees it who keeps every checkpoint: it may only grow, and
/// only by what continues it.
final class TreeWatch {
  private final VerifierKey key;
  private final TileSource log;
  private final List<String> kept = new ArrayList<>();
  private long size;

  /// @param data the gateway's data directory, for the log's public key
  /// @param server where the log is served
  TreeWatch(Path data, URI server) throws IOException {
    String line = Files.readString(data.resolve("log.vkey")).lines().findFirst().orElse("");
    this.key =
        VerifierKey.parse(line.strip())
            .orElseThrow(() -> new IOException("the gateway left no key of its log"));
    this.log = TileSource.http(server.resolve("/log"));
  }

  /// Fetches the checkpoint and keeps it: signed, and not of a shorter log than the one before.
  ///
  /// @return what is wrong, in words
  Optional<String> look() throws IOException {
    byte[] bytes =
        log.read("checkpoint").orElseThrow(() -> new IOException("the log has no checkpoint"));
    String text = new String(bytes, StandardCharsets.UTF_8);
    Optional<Checkpoint> checkpoint =
        SignedNote.parse(text)
            .filter(note -> note.isSignedBy(key))
            .flatMap(note -> Checkpoint.parse(note.text()));
    if (checkpoint.isEmpty()) {
      return Optional.of("the checkpoint is not signed by the log's key");
    }
    if (checkpoint.get().size() < size) {
      return Optional.of(
          "the log has %d entries after %d".formatted(checkpoint.get().size(), size));
    }
    size = checkpoint.get().size();
    kept.add(text);
    return Optional.empty();
  }

  /// Entries at the last look.
  long size() {
    return size;
  }

  /// Verifies the whole log, and that it continues the checkpoint of the look so many before.
  Verdict verify(int looksBefore) {
    return LogVerifier.of(key)
        .verifySince(kept.get(Math.max(0, kept.size() - 1 - looksBefore)), log);
  }

  Verdict verifyReceipt(String receipt) {
    return LogVerifier.of(key).verifyReceipt(log, receipt);
  }
}
