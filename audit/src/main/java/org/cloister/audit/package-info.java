/// The append-only, provable record of everything the gateway did. No record, no answer.
///
/// [AuditLog] is the front door. A [Receipt] exists only for a record that is durable; an
/// [IntentHandle] is closed exactly once, by an outcome or by "unknown, not released". One
/// sequencer thread writes; any number of threads append and read. Expected failures are
/// [AuditException] with a kind; its texts hold no entry, body or library message.
///
/// Entries are committed in a Merkle tree (RFC 6962) in the form of C2SP tlog-tiles; a leaf holds a
/// commitment to the body and non-personal facts, the body is sealed by the caller's [BodySealer].
@NullMarked
@CheckReturnValue
package org.cloister.audit;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
