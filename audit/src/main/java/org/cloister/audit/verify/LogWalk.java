package org.cloister.audit.verify;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.cloister.audit.merkle.Hash;
import org.cloister.audit.merkle.TreeHash;
import org.cloister.audit.tlog.Checkpoint;
import org.cloister.audit.tlog.EntryBundle;
import org.cloister.audit.tlog.TilePath;
import org.cloister.audit.verify.LogVerifier.NotTrusted;
import org.cloister.audit.verify.LogVerifier.Trusted;
import org.cloister.audit.verify.RootDerivation.DerivedTile;
import org.cloister.audit.verify.Verdict.Ok;
import org.cloister.audit.verify.Verdict.Tampered;
import org.cloister.audit.verify.Verdict.Unreadable;

/// One pass over the files of a log, from the first entry to the last, one bundle in memory at a
/// time.
final class LogWalk {
  /// Ends the pass with what was found.
  private static final class Found extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Tampered tampered;

    Found(String where, String sentence) {
      super(sentence, null, false, false);
      this.tampered = new Tampered(where, sentence);
    }
  }

  private final TileSource source;
  private final LogVerifier verifier;
  private final RootDerivation tree = new RootDerivation();

  LogWalk(TileSource source, LogVerifier verifier) {
    this.source = source;
    this.verifier = verifier;
  }

  Verdict verify() {
    return verify(Optional.empty());
  }

  Verdict verifySince(Checkpoint pinned) {
    return verify(Optional.of(pinned));
  }

  private Verdict verify(Optional<Checkpoint> pinned) {
    try {
      Optional<byte[]> note = source.read(TilePath.CHECKPOINT);
      if (note.isEmpty()) {
        return new Unreadable(TilePath.CHECKPOINT, "There is no checkpoint here.");
      }
      return switch (verifier.checkpoint(utf8(note.get()))) {
        case NotTrusted(Tampered why) -> why;
        case Trusted(Checkpoint checkpoint) -> walk(checkpoint, pinned);
      };
    } catch (Found found) {
      return found.tampered;
    } catch (IOException unreadable) {
      return new Unreadable("files", "The log's files could not be read.");
    }
  }

  private Verdict walk(Checkpoint checkpoint, Optional<Checkpoint> pinned)
      throws Found, IOException {
    long size = checkpoint.size();
    if (pinned.isPresent() && size < pinned.get().size()) {
      throw new Found(
          TilePath.CHECKPOINT,
          "The log has %d entries, but had %d before: it was rolled back."
              .formatted(size, pinned.get().size()));
    }
    checkPinned(pinned, 0);
    for (long index = 0, entry = 0; entry < size; index++) {
      int width = (int) Math.min(TilePath.FULL_WIDTH, size - entry);
      for (byte[] bytes : bundle(index, width)) {
        for (DerivedTile tile : tree.add(TreeHash.leaf(bytes))) {
          checkTile(tile);
        }
        entry++;
        checkPinned(pinned, entry);
      }
    }
    for (DerivedTile tile : tree.partialTiles()) {
      checkTile(tile);
    }
    if (!tree.root().equals(checkpoint.root())) {
      throw new Found(
          TilePath.CHECKPOINT,
          "The entries do not lead to the root that was signed for %d entries.".formatted(size));
    }
    return new Ok(
        pinned
            .map(p ->
                "All %d entries are intact and continue the earlier checkpoint of %d."
                    .formatted(size, p.size()))
            .orElseGet(() -> "All %d entries are intact and are what was signed.".formatted(size)));
  }

  private void checkPinned(Optional<Checkpoint> pinned, long entries) throws Found {
    if (pinned.isPresent()
        && pinned.get().size() == entries
        && !pinned.get().root().equals(tree.root())) {
      throw new Found(
          "entries 0 to " + (entries - 1),
          "The first %d entries are not those of the earlier checkpoint: history was rewritten."
              .formatted(entries));
    }
  }

  private List<byte[]> bundle(long index, int width) throws Found, IOException {
    String path = TilePath.entries(index, width);
    byte[] bytes =
        source
            .read(path)
            .orElseThrow(
                () -> new Found(path, "Entries are missing that the checkpoint commits to."));
    List<byte[]> entries =
        EntryBundle.decode(bytes)
            .orElseThrow(() -> new Found(path, "The file ends inside an entry."));
    if (entries.size() != width) {
      throw new Found(
          path, "The file has %d entries instead of %d.".formatted(entries.size(), width));
    }
    return entries;
  }

  private void checkTile(DerivedTile derived) throws Found, IOException {
    int width = derived.hashes().size();
    String path = TilePath.tile(derived.level(), derived.index(), width);
    byte[] tile =
        source.read(path).orElseThrow(() -> new Found(path, "A tile of the tree is missing."));
    if (tile.length != width * Hash.LENGTH) {
      throw new Found(path, "The tile has another number of hashes than its name says.");
    }
    for (int i = 0; i < width; i++) {
      byte[] stored = Arrays.copyOfRange(tile, i * Hash.LENGTH, (i + 1) * Hash.LENGTH);
      if (!Arrays.equals(stored, derived.hashes().get(i).bytes())) {
        throw new Found(
            derived.level() == 0 ? "entry " + (derived.index() * TilePath.FULL_WIDTH + i) : path,
            derived.level() == 0
                ? "An entry does not have the hash that the tree has for it."
                : "A hash of the tree is not that of the entries below it.");
      }
    }
  }

  private static String utf8(byte[] bytes) throws Found {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException notText) {
      throw new Found(TilePath.CHECKPOINT, "The checkpoint is not text.");
    }
  }
}
