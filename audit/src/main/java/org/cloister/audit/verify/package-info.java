/// Judges a log from its public files and a verifier key alone: what an auditor, a patient or a
/// regulator runs, without the database and without trust in its operator.
///
/// [LogVerifier] is the front door. It shares with the writer only the hash functions; tree, order
/// and root are derived by code of its own. Bad input is a verdict, never an exception.
@NullMarked
@CheckReturnValue
package org.cloister.audit.verify;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
