package org.cloister.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.cloister.audit.RecordId;
import org.cloister.audit.net.BoundedHttp;
import org.cloister.audit.verify.LogVerifier;
import org.cloister.audit.verify.TileSource;
import org.cloister.audit.verify.Verdict;

/// Checks one record of a live log by its id: that its entry is there, and, where parts of it are
/// gone, that the acts which erased them are there too and what they say. A part that is gone
/// without an act was lost or taken away. The gateway is trusted for nothing but to name the
/// record's entry, the parts and the acts.
final class RecordCheck {
  private static final int LONGEST_ANSWER = 1 << 20;

  /// A record has two parts that can be erased; more is no answer of this product's.
  private static final int MOST_ACTS = 16;

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final LogVerifier verifier;
  private final String logUrl;
  private final TileSource source;

  RecordCheck(LogVerifier verifier, URI logUrl) {
    this.verifier = verifier;
    this.logUrl = logUrl.toString().replaceFirst("/$", "");
    this.source = TileSource.http(logUrl);
  }

  /// @param record its id, as the answer's header `Cloister-Record` gave it
  Verdict verify(String record) throws IOException, InterruptedException {
    try (BoundedHttp http = new BoundedHttp(LONGEST_ANSWER, LONGEST_WAIT)) {
      Optional<byte[]> receipt = get(http, "/receipt/" + record);
      Optional<byte[]> erasures = get(http, "/receipt/" + record + "/erasures");
      if (receipt.isEmpty() || erasures.isEmpty()) {
        return new Verdict.Unreadable("record", "The log knows no record with this id.");
      }
      Verdict entry = verifier.verifyReceipt(source, text(receipt.get()));
      StringBuilder sentence = new StringBuilder();
      for (JsonNode act : acts(erasures.get())) {
        String part = part(act.path("part").asText());
        if (!act.has("record")) {
          return new Verdict.Tampered(
              "record", part + "lost or taken away: it is not there, and no act erased it.");
        }
        Optional<RecordId> id = RecordId.parse(act.path("record").asText());
        Optional<byte[]> proof =
            id.isEmpty() ? Optional.empty() : get(http, "/receipt/" + id.get());
        Verdict erased =
            proof.isEmpty()
                ? new Verdict.Unreadable("erasure", "The log does not give the act of an erasure.")
                : verifier.verifyErasure(source, text(proof.get()));
        if (!(erased instanceof Verdict.Ok ok)) {
          return erased;
        }
        sentence.append(' ').append(part).append(ok.sentence());
      }
      return entry instanceof Verdict.Ok ok ? new Verdict.Ok(ok.sentence() + sentence) : entry;
    }
  }

  private static JsonNode acts(byte[] answer) throws IOException {
    JsonNode acts = JSON.readTree(answer);
    if (!acts.isArray() || acts.size() > MOST_ACTS) {
      throw new IOException("no list of acts");
    }
    return acts;
  }

  private static String part(String code) {
    return code.equals("agent") ? "Who acted was " : "What it said of the patient was ";
  }

  /// Empty where there is no such thing.
  private Optional<byte[]> get(BoundedHttp http, String path)
      throws IOException, InterruptedException {
    HttpResponse<byte[]> answer =
        http.send(HttpRequest.newBuilder(URI.create(logUrl + path)).build());
    return switch (answer.statusCode()) {
      case 200 -> Optional.of(answer.body());
      case 404 -> Optional.empty();
      default -> throw new IOException("the log answered " + answer.statusCode());
    };
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
