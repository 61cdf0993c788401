package org.cloister.audit.tlog;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cloister.audit.merkle.Hash;

/// An offline receipt: an entry's index, its inclusion proof and the signed checkpoint it leads to
/// (`c2sp.org/tlog-proof@v1`). Extra data is not written, and ignored when read: nothing vouches
/// for it.
///
/// @param index the entry's place in the log
/// @param path inclusion proof, from the leaf's sibling to the root's child
/// @param checkpoint the signed note, verbatim
public record TlogProof(long index, List<Hash> path, String checkpoint) {
  private static final String HEADER = "c2sp.org/tlog-proof@v1";

  public TlogProof {
    if (index < 0) {
      throw new IllegalArgumentException("indexes start at 0");
    }
    path = List.copyOf(path);
  }

  public static Optional<TlogProof> parse(String text) {
    int blank = text.indexOf("\n\n");
    if (blank < 0) {
      return Optional.empty();
    }
    List<String> lines = new ArrayList<>(List.of(text.substring(0, blank).split("\n", -1)));
    if (!lines.removeFirst().equals(HEADER)) {
      return Optional.empty();
    }
    if (!lines.isEmpty() && lines.getFirst().startsWith("extra ")) {
      String extra = lines.removeFirst().substring("extra ".length());
      if (SignedNote.base64(extra).isEmpty()) {
        return Optional.empty();
      }
    }
    if (lines.isEmpty() || !lines.getFirst().startsWith("index ")) {
      return Optional.empty();
    }
    Optional<Long> index = Checkpoint.decimal(lines.removeFirst().substring("index ".length()));
    List<Hash> path = lines.stream().flatMap(l -> Hash.parseBase64(l).stream()).toList();
    if (path.size() != lines.size() || path.size() > Long.SIZE) {
      return Optional.empty();
    }
    return index.map(i -> new TlogProof(i, path, text.substring(blank + 2)));
  }

  /// The text form.
  public String text() {
    StringBuilder text = new StringBuilder(HEADER).append("\nindex ").append(index).append('\n');
    path.forEach(hash -> text.append(hash.base64()).append('\n'));
    return text.append('\n').append(checkpoint).toString();
  }
}
