/// Destroying what the law says must go, keeping what it says must stay, and proving both: erasure
/// of a person (GDPR Article 17), disposal at the end of retention (45 CFR 164.316(b)(2)(i), GDPR
/// 5(1)(e)), legal holds that block either.
///
/// [Erasures] is the front door. What is destroyed goes in one transaction with the record that
/// says so; leaves and proofs of the log stay as they are. [ErasureJournal], a file outside the
/// database, remembers which keys are gone, so that a restored backup does not bring them back.
/// Types are safe for many threads unless they say otherwise; nothing prints a person.
@NullMarked
@CheckReturnValue
package org.cloister.gateway.compliance.erasure;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
