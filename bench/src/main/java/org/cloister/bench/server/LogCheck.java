package org.cloister.bench.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.cloister.audit.EntryKind;
import org.cloister.audit.Outcome;
import org.cloister.audit.tlog.EntryBundle;
import org.cloister.audit.tlog.VerifierKey;
import org.cloister.audit.verify.LogVerifier;
import org.cloister.audit.verify.TileSource;
import org.cloister.audit.verify.Verdict;

/// Verifies the gateway's whole log as an outsider would, and counts its records on the way. The
/// verifier reads from several threads.
public final class LogCheck {
  private static final String ENTRIES = "tile/entries/";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final TileSource files;
  private final LongConsumer progress;
  private long entries;
  private long intents;
  private long outcomes;

  /// @param outcomes records that a call was answered
  /// @param intents records that one was begun
  public record Counted(Verdict verdict, long entries, long intents, long outcomes) {}

  private LogCheck(TileSource files, LongConsumer progress) {
    this.files = files;
    this.progress = progress;
  }

  /// @param progress told the number of entries that were read so far
  public static Counted of(Contestant gateway, LongConsumer progress) throws IOException {
    VerifierKey key =
        VerifierKey.parse(Files.readAllLines(gateway.data().resolve("log.vkey")).getFirst())
            .orElseThrow(() -> new IOException("the gateway left no key of its log"));
    LogCheck check =
        new LogCheck(
            TileSource.http(URI.create("http://127.0.0.1:" + gateway.port() + "/log")), progress);
    Verdict verdict = LogVerifier.of(key).verify(check::read);
    return new Counted(verdict, check.entries, check.intents, check.outcomes);
  }

  private Optional<byte[]> read(String path) throws IOException {
    Optional<byte[]> file = files.read(path);
    if (path.startsWith(ENTRIES) && file.isPresent()) {
      List<JsonNode> leaves = new ArrayList<>();
      for (byte[] entry : EntryBundle.decode(file.get()).orElseThrow(() -> new IOException(path))) {
        leaves.add(JSON.readTree(entry));
      }
      count(leaves);
    }
    return file;
  }

  private synchronized void count(List<JsonNode> leaves) {
    leaves.forEach(this::count);
    progress.accept(entries);
  }

  private void count(JsonNode leaf) {
    entries++;
    String kind = leaf.path("kind").asText();
    if (kind.equals(EntryKind.INTENT.text())) {
      intents++;
    } else if (kind.equals(EntryKind.OUTCOME.text())
        && leaf.path("outcome").asText().equals(Outcome.OK.text())) {
      outcomes++;
    }
  }
}
