/// Who had reason to look, and what officers make of it.
///
/// [ReviewJob] walks behind the log: [Judging] judges each access once (rules in
/// [org.cloister.gateway.compliance.review.explain]), raises alerts and queues every call that
/// broke the glass. [AlertDesk], [BreakGlassDesk] and [ActivityReviews] are where officers deal
/// with them; each change is a record of the log, committed with what it changes.
///
/// Patients and staff are blind terms in every table and texts are sealed. What officers do goes
/// through [org.cloister.gateway.compliance.Oversight] and under one lock ([ReviewOffice]): the log
/// has one writer, and this process is it.
@NullMarked
@CheckReturnValue
package org.cloister.gateway.compliance.review;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
