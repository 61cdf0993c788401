/// The texts and files of C2SP transparency logs, written and read: signed-note, tlog-checkpoint,
/// tlog-cosignature (verification), tlog-tiles paths and entry bundles, tlog-proof.
///
/// Reading never throws on bad input: it answers with an empty `Optional`. All types are immutable.
/// Sources: c2sp.org/signed-note, tlog-checkpoint, tlog-cosignature, tlog-tiles, tlog-proof.
@NullMarked
@CheckReturnValue
package org.cloister.audit.tlog;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
