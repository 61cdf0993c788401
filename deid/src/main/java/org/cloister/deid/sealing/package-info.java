/// What is kept is kept sealed: identified data is never at rest in clear.
///
/// [CaseVault] seals bytes into a [SealedCase] and opens them again; [KeyFile] holds the one secret
/// that a hospital must guard, the [KeyEncryptionKey]. Below it hangs one random data-encryption
/// key per subject and [KeyClass], wrapped in the table `subject_key`, and below that one derived
/// key per record. [KeyRotation] replaces the first without touching the last. Who loses a
/// subject's wrapped keys loses everything sealed for that subject, backups included: that is how
/// erasure works.
///
/// ```
/// key-encryption key ── HKDF "key wrapping" ─┬─ wraps ── subject key ── HKDF(record id) ── record key
///   (one per epoch: KeyRing)                  └─ wraps ── blind-index key ── HMAC ── SubjectIndex
/// ```
///
/// Primitives are the JDK's: AES-256-GCM (NIST SP 800-38D), HMAC-SHA-256 (RFC 2104), HKDF-SHA-256
/// (RFC 5869). All types are safe for use by many threads. The one checked exception is
/// [SealingException]; no message and no `toString` holds plaintext, key material or a subject.
@NullMarked
@CheckReturnValue
package org.cloister.deid.sealing;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
