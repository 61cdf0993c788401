package org.cloister.audit;

import java.util.Optional;

/// Seals the identified part of a record under a key that can be destroyed. Called by many threads
/// at once, on the thread of whoever appends or reads, never on the sequencer's.
public interface BodySealer {
  /// Authenticated encryption of the plaintext, bound to the context.
  ///
  /// @throws AuditException of kind [AuditException.Kind#UNAVAILABLE] when the key cannot be had
  byte[] seal(BodyContext context, byte[] plaintext) throws AuditException;

  /// The plaintext, or empty when its key was destroyed.
  ///
  /// @throws AuditException of kind [AuditException.Kind#DAMAGED] when the seal does not hold, of
  ///   kind [AuditException.Kind#UNAVAILABLE] when the key cannot be had now
  Optional<byte[]> open(BodyContext context, byte[] sealed) throws AuditException;

  /// Whether the key of these sealed bytes is known to be destroyed, or about to be: nothing new
  /// may refer to them. Asks no store.
  boolean isGone(byte[] sealed);
}
