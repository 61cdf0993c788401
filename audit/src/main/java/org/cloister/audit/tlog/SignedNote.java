package org.cloister.audit.tlog;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.cloister.audit.merkle.CanonicalBase64;

/// A text with signature lines (c2sp.org/signed-note).
///
/// @param text the signed bytes as text, ending in a newline
/// @param signatures in the order of the note, at least one, none of them checked yet
public record SignedNote(String text, List<NoteSignature> signatures) {
  /// More is refused before any of it is checked, so that a hostile note costs little.
  private static final int MAX_LENGTH = 1 << 20;

  private static final int MAX_SIGNATURES = 100;

  public SignedNote {
    if (!text.endsWith("\n")) {
      throw new IllegalArgumentException("the text of a note ends in a newline");
    }
    signatures = List.copyOf(signatures);
  }

  /// The note, or empty when this is not one: no blank line, a signature line of another form, no
  /// signature, or a control character ("MUST be valid UTF-8 and MUST NOT contain any ASCII control
  /// characters below U+0020 except newline").
  public static Optional<SignedNote> parse(String note) {
    if (note.length() > MAX_LENGTH || !note.endsWith("\n") || hasForbiddenCharacter(note)) {
      return Optional.empty();
    }
    int split = note.lastIndexOf("\n\n");
    if (split < 0) {
      return Optional.empty();
    }
    String block = note.substring(split + 2);
    if (block.isEmpty()) {
      return Optional.empty();
    }
    List<NoteSignature> signatures = new ArrayList<>();
    for (String line : block.substring(0, block.length() - 1).split("\n", -1)) {
      Optional<NoteSignature> signature = NoteSignature.parse(line);
      if (signature.isEmpty() || signatures.size() == MAX_SIGNATURES) {
        return Optional.empty();
      }
      signatures.add(signature.get());
    }
    return Optional.of(new SignedNote(note.substring(0, split + 1), signatures));
  }

  /// Whether the holder of this key signed the text: at least one signature names the key, and
  /// every one that does is valid. Signatures by other keys are ignored, as the specification asks.
  public boolean isSignedBy(VerifierKey key) {
    boolean signed = false;
    for (NoteSignature signature : signatures) {
      if (signature.name().equals(key.name()) && signature.keyId() == key.keyId()) {
        if (!key.verify(text, signature.bytes())) {
          return false;
        }
        signed = true;
      }
    }
    return signed;
  }

  /// When the holder of this cosignature key signed the checkpoint, by its own clock: the latest
  /// time where it signed more than once. Empty where [#isSignedBy] says no, and for a key whose
  /// signatures carry no time.
  public Optional<Instant> cosignedAt(VerifierKey key) {
    if (key.algorithm() == KeyAlgorithm.ED25519 || !isSignedBy(key)) {
      return Optional.empty();
    }
    return signatures.stream()
        .filter(s -> s.name().equals(key.name()) && s.keyId() == key.keyId())
        .flatMap(s -> Cosignature.parse(s.bytes()).stream())
        .map(c ->
            Instant.ofEpochSecond(Math.min(c.timestampSeconds(), Instant.MAX.getEpochSecond())))
        .max(Comparator.naturalOrder());
  }

  /// The note in its text form.
  public String note() {
    StringBuilder note = new StringBuilder(text).append('\n');
    signatures.forEach(s -> note.append(s.line()));
    return note.toString();
  }

  /// U+FFFD is what a decoder makes of bytes that are no UTF-8. Half of a surrogate pair has no
  /// UTF-8 either: it would be checked as the question mark that an encoder makes of it.
  private static boolean hasForbiddenCharacter(String note) {
    return note.codePoints()
        .anyMatch(c ->
            (c < 0x20 && c != '\n')
                || c == 0xFFFD
                || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE));
  }

  static Optional<byte[]> base64(String text) {
    return CanonicalBase64.decode(text);
  }
}
