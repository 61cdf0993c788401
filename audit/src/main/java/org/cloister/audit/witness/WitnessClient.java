package org.cloister.audit.witness;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.cloister.audit.net.BoundedHttp;
import org.cloister.audit.tlog.Checkpoint;
import org.cloister.audit.tlog.NoteSignature;
import org.cloister.audit.tlog.SignedNote;
import org.cloister.audit.tlog.VerifierKey;

/// Asks one witness, and believes nothing that its keys did not sign.
final class WitnessClient implements AutoCloseable {
  /// What came of one request.
  sealed interface Reply {
    /// @param signatures by the witness's known keys, each checked; at least one
    record Cosigned(List<NoteSignature> signatures) implements Reply {
      public Cosigned {
        signatures = List.copyOf(signatures);
      }
    }

    /// The witness has signed a checkpoint of this size last.
    record Has(long size) implements Reply {}

    /// The witness says that the proof does not hold.
    record Refuted() implements Reply {}

    /// @param sentence why this is no answer of a witness
    record Failed(String sentence) implements Reply {}
  }

  private static final int MAX_BYTES = 64 << 10;
  private static final Duration LIMIT = Duration.ofSeconds(10);

  /// How far a witness's clock may be from ours.
  private static final Duration SKEW = Duration.ofMinutes(5);

  private final WitnessAddress address;
  private final Clock clock;
  private final BoundedHttp http = new BoundedHttp(MAX_BYTES, LIMIT);

  WitnessClient(WitnessAddress address, Clock clock) {
    this.address = address;
    this.clock = clock;
  }

  Reply ask(AddCheckpoint request) {
    HttpResponse<byte[]> response;
    try {
      response =
          http.send(
              HttpRequest.newBuilder(address.addCheckpoint())
                  .POST(HttpRequest.BodyPublishers.ofByteArray(request.body()))
                  .build());
    } catch (IOException unreachable) {
      return new Reply.Failed("the witness does not answer");
    }
    String body = new String(response.body(), StandardCharsets.UTF_8);
    return switch (response.statusCode()) {
      case 200 -> cosigned(request.note().text(), body);
      case 409 ->
          Checkpoint.decimal(body.strip())
              .<Reply>map(Reply.Has::new)
              .orElseGet(() -> new Reply.Failed("the witness answers 409 without a size"));
      case 422 -> new Reply.Refuted();
      case 403 -> new Reply.Failed("the witness does not know the log's key");
      case 404 -> new Reply.Failed("the witness does not watch this log");
      default -> new Reply.Failed("the witness answers " + response.statusCode());
    };
  }

  @Override
  public void close() {
    http.close();
  }

  /// "To parse the response, the client MAY concatenate it to the checkpoint."
  private Reply cosigned(String text, String lines) {
    Optional<SignedNote> note = SignedNote.parse(text + "\n" + lines);
    List<NoteSignature> good =
        note.stream().flatMap(n -> n.signatures().stream().filter(s -> isKnown(n, s))).toList();
    return good.isEmpty()
        ? new Reply.Failed("the witness's answer has no valid signature of its known keys")
        : new Reply.Cosigned(good);
  }

  private boolean isKnown(SignedNote note, NoteSignature signature) {
    return address.keys().stream()
        .filter(k -> k.keyId() == signature.keyId() && k.name().equals(signature.name()))
        .anyMatch(k -> isTimely(note, k));
  }

  private boolean isTimely(SignedNote note, VerifierKey key) {
    Instant now = clock.instant();
    return note.cosignedAt(key)
        .filter(at -> Duration.between(at, now).abs().compareTo(SKEW) <= 0)
        .isPresent();
  }
}
