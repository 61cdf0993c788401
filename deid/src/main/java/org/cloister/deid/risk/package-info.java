/// How well people are hidden among each other in a batch of released records: sizes of the groups
/// that look alike, and the risks that follow for three kinds of attacker.
///
/// Reads de-identified output only and keeps hashes of it, so memory is bounded whatever the batch.
/// The figures speak of the traits in [org.cloister.deid.risk.QuasiIdentifier] and of nothing else
/// in a record; a low risk here is a part of an expert's decision, not the decision.
@NullMarked
@CheckReturnValue
package org.cloister.deid.risk;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
