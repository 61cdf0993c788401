package org.cloister.audit.witness;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cloister.audit.merkle.Hash;
import org.cloister.audit.tlog.Checkpoint;
import org.cloister.audit.tlog.SignedNote;

/// What is asked of a witness: to cosign a checkpoint, shown to continue the one of `oldSize`.
///
/// @param oldSize size of what the witness cosigned last, as far as the log knows; 0 for never
/// @param proof consistency proof from there, at most [#MAX_PROOF] hashes
/// @param note the checkpoint with its signatures
/// @param checkpoint what the note's text says
record AddCheckpoint(long oldSize, List<Hash> proof, SignedNote note, Checkpoint checkpoint) {
  /// "The client MUST NOT send more than 63 consistency proof lines."
  static final int MAX_PROOF = 63;

  /// Bytes that a body may have: the longest proof, and a note of 16 signatures, which every
  /// verifier "MUST accept", of "nearly 5kB" each.
  static final int MAX_BODY = 128 << 10;

  private static final String OLD = "old ";

  AddCheckpoint {
    proof = List.copyOf(proof);
  }

  /// The request in this body; empty for any other form ("a sequence of an old size line, zero or
  /// more consistency proof lines, and an empty line, followed by a checkpoint").
  static Optional<AddCheckpoint> parse(byte[] body) {
    Optional<String> text = utf8(body);
    int blank = text.isEmpty() ? -1 : text.get().indexOf("\n\n");
    if (blank < 0) {
      return Optional.empty();
    }
    String[] lines = text.get().substring(0, blank).split("\n", -1);
    if (!lines[0].startsWith(OLD) || lines.length > 1 + MAX_PROOF) {
      return Optional.empty();
    }
    List<Hash> proof = new ArrayList<>();
    for (int i = 1; i < lines.length; i++) {
      Optional<Hash> hash = Hash.parseBase64(lines[i]);
      if (hash.isEmpty()) {
        return Optional.empty();
      }
      proof.add(hash.get());
    }
    Optional<Long> oldSize = Checkpoint.decimal(lines[0].substring(OLD.length()));
    Optional<SignedNote> note = SignedNote.parse(text.get().substring(blank + 2));
    return oldSize.flatMap(old ->
        note.flatMap(
            n -> Checkpoint.parse(n.text()).map(c -> new AddCheckpoint(old, proof, n, c))));
  }

  /// The body that asks for it.
  byte[] body() {
    StringBuilder text = new StringBuilder(OLD).append(oldSize).append('\n');
    proof.forEach(hash -> text.append(hash.base64()).append('\n'));
    return text.append('\n').append(note.note()).toString().getBytes(StandardCharsets.UTF_8);
  }

  private static Optional<String> utf8(byte[] body) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString());
    } catch (CharacterCodingException notText) {
      return Optional.empty();
    }
  }
}
