package org.cloister.audit.witness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.cloister.audit.AuditException;
import org.cloister.audit.AuditException.Kind;
import org.cloister.audit.merkle.TreeHash;
import org.cloister.audit.tlog.Checkpoint;
import org.cloister.audit.tlog.SignedNote;

/// What a witness last cosigned of each log, one file for each: the cosigned note itself, so that a
/// damaged or foreign file is recognised by the witness's own signatures.
///
/// There is no state without a file. A log is begun by [#begin], once and by intent: taking a lost
/// file for a new log would make the witness sign a second history.
final class CosignedState {
  private static final int LONGEST = 256 << 10;

  private final Path folder;
  private final WitnessKeys keys;
  private final Disk disk;

  CosignedState(Path folder, WitnessKeys keys, Disk disk) {
    this.folder = folder;
    this.keys = keys;
    this.disk = disk;
  }

  /// Starts watching a log from its first entry on.
  ///
  /// @throws AuditException UNSAFE when the log is watched already, UNAVAILABLE when the state
  ///   cannot be written
  void begin(String origin, Instant now) throws AuditException {
    if (Files.exists(file(origin))) {
      throw new AuditException(
          Kind.UNSAFE, "the witness has a state of the log " + origin + " already");
    }
    String empty = new Checkpoint(origin, 0, TreeHash.EMPTY_ROOT).text();
    store(origin, new SignedNote(empty, keys.cosign(empty, now)));
  }

  /// The note that was cosigned last, of size 0 before the first.
  ///
  /// @throws AuditException DAMAGED when the file is missing or not what this witness wrote
  SignedNote load(String origin) throws AuditException {
    try {
      Path file = file(origin);
      if (Files.size(file) > LONGEST) {
        throw damaged(origin);
      }
      Optional<SignedNote> note =
          SignedNote.parse(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
      return note.filter(keys::allSigned)
          .filter(n -> checkpoint(n).origin().equals(origin))
          .orElseThrow(() -> damaged(origin));
    } catch (NoSuchFileException lost) {
      throw new AuditException(
          Kind.DAMAGED,
          "there is no state of the log "
              + origin
              + ": restore it, or begin the log if this witness never signed for it");
    } catch (IOException unreadable) {
      throw damaged(origin);
    }
  }

  /// Makes this the last cosigned note, durably. After a failure either note may be there.
  void store(String origin, SignedNote note) throws AuditException {
    Path file = file(origin);
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    try {
      disk.write(draft, note.note().getBytes(StandardCharsets.UTF_8));
      disk.force(draft);
      disk.replace(draft, file);
      disk.forceFolder(folder);
    } catch (IOException failed) {
      throw new AuditException(
          Kind.UNAVAILABLE, "the witness's state cannot be written: is its disk full?");
    }
  }

  static Checkpoint checkpoint(SignedNote note) {
    return Checkpoint.parse(note.text())
        .orElseThrow(() -> new IllegalStateException("only checkpoints are cosigned"));
  }

  /// The name under which a log's state is kept and published: an origin may hold slashes.
  static String hashed(String origin) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(origin.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private Path file(String origin) {
    return folder.resolve(hashed(origin) + ".checkpoint");
  }

  private static AuditException damaged(String origin) {
    return new AuditException(
        Kind.DAMAGED,
        "the state of the log " + origin + " is not what this witness wrote: restore it");
  }
}
