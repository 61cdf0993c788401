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
  /// The newest checkpoint that a witness signed, and below it, under a number, the newest that so
  /// many signed.
  private static final String COSIGNED = TilePath.CHECKPOINT + "/cosigned";

  /// Beyond the witnesses that are demanded, how many others a log may have.
  private static final int STRANGERS = 8;

  private final TileSource source;
  private final TreeFiles files;
  private final LogVerifier verifier;
  private final RootDerivation tree = new RootDerivation();
  private final List<Checkpoint> earlier = new ArrayList<>();
  private Optional<TamperedVsWitness> contradiction = Optional.empty();
  private String witnessed = "";

  LogWalk(TileSource source, LogVerifier verifier, Optional<Checkpoint> pinned) {
    this.source = source;
    this.files = new TreeFiles(source);
    this.verifier = verifier;
    pinned.ifPresent(earlier::add);
  }

  Verdict verify() {
    Optional<Checkpoint> pinned = earlier.stream().findFirst();
    try {
      // Before the newest: in between the log may grow but never shrink.
      Optional<Trusted> cosigned = cosigned();
      Optional<byte[]> note = source.read(TilePath.CHECKPOINT);
      if (note.isEmpty()) {
        return new Unreadable(TilePath.CHECKPOINT, "There is no checkpoint here.");
      }
      return switch (witnessed(verifier.signed(note.get()), cosigned)) {
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

  /// The newest checkpoint that the witnesses signed who are demanded; where no checkpoint of the
  /// log has them all, the newest that has some. Witnesses sign at different moments, so the newest
  /// that any of them signed seldom has every one.
  private Optional<Trusted> cosigned() throws IOException {
    WitnessPolicy policy = verifier.policy();
    if (policy.quorum() == 0) {
      return Optional.empty();
    }
    Optional<Trusted> some = Optional.empty();
    String path = COSIGNED;
    for (int n = Math.max(2, policy.quorum()); n <= policy.quorum() + STRANGERS; n++) {
      Optional<byte[]> note = source.read(path);
      if (note.isEmpty()) {
        break;
      }
      if (verifier.signed(note.get()) instanceof Trusted trusted) {
        if (policy.isMetBy(trusted.note())) {
          return Optional.of(trusted);
        }
        some = some.or(() -> Optional.of(trusted));
      }
      path = COSIGNED + "/" + n;
    }
    return some;
  }

  /// Where the newest checkpoint lacks the witnesses that are demanded, the one that has them is
  /// compared with on the way.
  private Checked witnessed(Checked newest, Optional<Trusted> cosigned) {
    WitnessPolicy policy = verifier.policy();
    if (!(newest instanceof Trusted(var _, var note))) {
      return newest;
    }
    if (policy.isMetBy(note)) {
      witnessed = policy.sentence(note);
      return newest;
    }
    if (cosigned.isEmpty() || !policy.isMetBy(cosigned.get().note())) {
      return LogVerifier.notTrusted(policy.sentence(cosigned.map(Trusted::note).orElse(note)));
    }
    Checkpoint checkpoint = cosigned.get().checkpoint();
    earlier.add(checkpoint);
    witnessed =
        "The first %d: ".formatted(checkpoint.size()) + policy.sentence(cosigned.get().note());
    return newest;
  }

  private void walk(Checkpoint checkpoint) throws Found, IOException {
    long size = checkpoint.size();
    compare(0);
    long entries = 0;
    try (BundleHashes bundles = new BundleHashes(files, size)) {
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
    byte[] tile = files.tile(derived.level(), derived.index(), width);
    for (int i = 0; i < width; i++) {
      if (!TreeFiles.isAt(tile, i, derived.hashes().get(i))) {
        throw new Found(
            TilePath.tile(derived.level(), derived.index(), width),
            "A hash of the tree is not that of the entries below it.");
      }
    }
  }
}
