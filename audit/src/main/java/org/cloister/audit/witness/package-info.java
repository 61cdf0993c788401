/// A witness: a program that cosigns a log's checkpoints only as long as each continues the one
/// before (c2sp.org/tlog-witness), and the log's side that asks for such cosignatures.
///
/// [Witness] decides and [WitnessServer] speaks HTTP for it; neither needs a database or anything
/// of the gateway, so that they run on a machine that the log's operator does not command.
/// [WitnessFeed] runs beside the log, on a thread of its own, and never holds up an append. A
/// refusal is a value, never an exception; [org.cloister.audit.AuditException] is thrown only where
/// a key or a state cannot be read or written. All types are safe for concurrent use.
///
/// Sources: c2sp.org/tlog-witness, tlog-cosignature, tlog-checkpoint, signed-note.
@NullMarked
@CheckReturnValue
package org.cloister.audit.witness;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
