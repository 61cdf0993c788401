package org.cloister.audit.witness;

import java.util.List;
import java.util.Optional;
import org.cloister.audit.AuditException;
import org.cloister.audit.AuditLog;
import org.cloister.audit.merkle.Hash;
import org.cloister.audit.tlog.NoteSignature;

/// What a feed needs of a log, and nothing that could change a record.
public interface WitnessedLog {
  /// The newest checkpoint that witnesses are asked to sign; empty before the first.
  Optional<String> publishedCheckpoint() throws AuditException;

  /// Proof that the first `oldSize` entries begin the log of `size` entries.
  List<Hash> consistency(long oldSize, long size) throws AuditException;

  /// Keeps a checked cosignature of the published checkpoint of this size.
  ///
  /// @return false when that checkpoint is not kept any longer
  boolean cosign(long size, NoteSignature signature) throws AuditException;

  /// The log itself.
  static WitnessedLog of(AuditLog log) {
    return new WitnessedLog() {
      @Override
      public Optional<String> publishedCheckpoint() throws AuditException {
        return log.publishedCheckpoint();
      }

      @Override
      public List<Hash> consistency(long oldSize, long size) throws AuditException {
        return log.consistency(oldSize, size);
      }

      @Override
      public boolean cosign(long size, NoteSignature signature) throws AuditException {
        return log.cosign(size, signature);
      }
    };
  }
}
