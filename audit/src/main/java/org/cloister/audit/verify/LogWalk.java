package org.cloister.audit.verify;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cloister.audit.merkle.Hash;
import org.cloister.audit.tlog.Checkpoint;
import org.cloister.audit.tlog.TilePath;
import org.cloister.audit.verify.LogVerifier.Checked;
import org.cloister.audit.verify.LogVerifier.NotTrusted;
import org.cloister.audit.verify.LogVerifier.Trusted;
import org.cloister.audit.verify.RootDerivation.DerivedTile;
import org.cloister.audit.verify.Verdict.Ok;
import org.cloister.audit.verify.Verdict.TamperedVsWitness;
import org.cloister.audit.verify.Verdict.Unreadable;

/// One pass over the files of a log, from the first entry to the last, a few bundles in memory at a
/// time.
///
/// A checkpoint from before (one that was kept, or that witnesses signed) is compared on the way,
/// where the log has as many entries. What contradicts it is told only at the end: where the log is
/// not whole by itself, that is the finding.
final class LogWalk {
  /// The newest checkpoint that a witness signed, where the log's newest is not yet.
  private static final String COSIGNED = TilePath.CHECKPOINT + "/cosigned";

  private final TileSource source;
  private final LogVerifier verifier;
  private final RootDerivation tree = new RootDerivation();
  private final List<Checkpoint> earlier = new ArrayList<>();
  private Optional<TamperedVsWitness> contradiction = Optional.empty();
  private String witnessed = "";

  LogWalk(TileSource source, LogVerifier verifier, Optional<Checkpoint> pinned) {
    this.source = source;
    this.verifier = verifier;
    pinned.ifPresent(earlier::add);
  }

  Verdict verify() {
    Optional<Checkpoint> pinned = earlier.stream().findFirst();
    try {
      Optional<byte[]> note = source.read(TilePath.CHECKPOINT);
      if (note.isEmpty()) {
        return new Unreadable(TilePath.CHECKPOINT, "There is no checkpoint here.");
      }
      return switch (witnessed(verifier.signed(note.get()))) {
        case NotTrusted(var why) -> why;
        case Trusted(Checkpoint checkpoint, var _) -> {
          walk(checkpoint);
          yield contradiction
              .<Verdict>map(c -> c)
              .orElseGet(() -> new Ok(sentence(checkpoint.size(), pinned)));
        }
      };
    } catch (Found found) {
      return found.tampered();
    } catch (IOException unreadable) {
      return new Unreadable("files", SourceFault.sentence(unreadable));
    }
  }

  /// Where the newest checkpoint lacks the witnesses that are demanded, the newest one that has
  /// them is compared with on the way.
  private Checked witnessed(Checked newest) throws IOException {
    if (!(newest instanceof Trusted(var _, var note))) {
      return newest;
    }
    if (verifier.policy().isMetBy(note)) {
      witnessed = verifier.policy().sentence(note);
      return newest;
    }
    Optional<byte[]> cosigned = source.read(COSIGNED);
    if (cosigned.isEmpty()
        || !(verifier.signed(cosigned.get())
            instanceof Trusted(Checkpoint checkpoint, var other))) {
      return LogVerifier.notTrusted(verifier.policy().sentence(note));
    }
    if (!verifier.policy().isMetBy(other)) {
      return LogVerifier.notTrusted(verifier.policy().sentence(other));
    }
    earlier.add(checkpoint);
    witnessed = "The first %d: ".formatted(checkpoint.size()) + verifier.policy().sentence(other);
    return newest;
  }

  private void walk(Checkpoint checkpoint) throws Found, IOException {
    long size = checkpoint.size();
    compare(0);
    long entries = 0;
    try (BundleHashes bundles = new BundleHashes(source, size)) {
      while (entries < size) {
        for (Hash leaf : bundles.next()) {
          for (DerivedTile tile : tree.add(leaf)) {
            checkTile(tile);
          }
          entries++;
          compare(entries);
        }
        verifier.progress().verified(entries, size);
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
    for (Checkpoint before : earlier) {
      if (before.size() > size) {
        contradiction =
            Optional.of(
                new TamperedVsWitness(
                    TilePath.CHECKPOINT,
                    "The log has %d entries, but had %d before: it was rolled back."
                        .formatted(size, before.size())));
      }
    }
  }

  private void compare(long entries) {
    for (Checkpoint before : earlier) {
      if (before.size() == entries
          && contradiction.isEmpty()
          && !before.root().equals(tree.root())) {
        contradiction =
            Optional.of(
                new TamperedVsWitness(
                    "entries 0 to " + (entries - 1),
                    "The first %d entries are not those of the earlier checkpoint: history was"
                            .formatted(entries)
                        + " rewritten."));
      }
    }
  }

  private String sentence(long size, Optional<Checkpoint> pinned) {
    String intact =
        pinned
            .map(p ->
                "All %d entries are intact and continue the earlier checkpoint of %d."
                    .formatted(size, p.size()))
            .orElseGet(() -> "All %d entries are intact and are what was signed.".formatted(size));
    return witnessed.isEmpty() ? intact : intact + " " + witnessed;
  }

  private void checkTile(DerivedTile derived) throws Found, IOException {
    if (derived.level() == 0) {
      return; // compared where the entries were hashed
    }
    int width = derived.hashes().size();
    String path = TilePath.tile(derived.level(), derived.index(), width);
    byte[] tile = BundleHashes.tile(source, path, width);
    for (int i = 0; i < width; i++) {
      if (!BundleHashes.isAt(tile, i, derived.hashes().get(i))) {
        throw new Found(path, "A hash of the tree is not that of the entries below it.");
      }
    }
  }
}
