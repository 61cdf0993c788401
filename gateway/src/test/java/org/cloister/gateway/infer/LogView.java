package org.cloister.gateway.infer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import org.cloister.audit.AuditException;
import org.cloister.audit.AuditLog;
import org.cloister.audit.LogIdentity;
import org.cloister.audit.RecordId;
import org.cloister.audit.StoredEntry;
import org.cloister.audit.tlog.EntryBundle;
import org.cloister.audit.verify.LogVerifier;
import org.cloister.audit.verify.TileSource;
import org.cloister.audit.verify.Verdict;
import org.cloister.gateway.TestGateway;

/// The log of a gateway from both sides: what its owner can open, and what anyone can verify over
/// HTTP with the public key alone.
record LogView(TestGateway gateway) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /// Entries in a full bundle (C2SP tlog-tiles).
  private static final int BUNDLE_WIDTH = 256;

  /// The record with its body opened.
  StoredEntry entry(RecordId record) throws AuditException {
    return gateway.part(AuditLog.class).find(record).orElseThrow();
  }

  /// The public part of the record at this place.
  JsonNode leaf(long index) throws AuditException, IOException {
    int place = Math.toIntExact(index % BUNDLE_WIDTH);
    byte[] entries =
        gateway.part(AuditLog.class).entries(index / BUNDLE_WIDTH, place + 1).orElseThrow();
    return JSON.readTree(EntryBundle.decode(entries).orElseThrow().get(place));
  }

  String checkpoint() throws IOException, InterruptedException {
    return get("/log/checkpoint");
  }

  String receipt(RecordId record) throws IOException, InterruptedException {
    return get("/log/receipt/" + record);
  }

  Verdict verify() {
    return verifier().verify(files());
  }

  Verdict verifySince(String checkpoint) {
    return verifier().verifySince(checkpoint, files());
  }

  Verdict verifyReceipt(String receipt) {
    return verifier().verifyReceipt(files(), receipt);
  }

  private String get(String path) throws IOException, InterruptedException {
    HttpResponse<String> response = gateway.send(gateway.request(path).GET().build());
    if (response.statusCode() != 200) {
      throw new IOException(path + " answered " + response.statusCode());
    }
    return response.body();
  }

  private TileSource files() {
    return TileSource.http(URI.create(gateway.url("/log").toString()));
  }

  private LogVerifier verifier() {
    return LogVerifier.of(gateway.part(LogIdentity.class).verifierKey());
  }
}
