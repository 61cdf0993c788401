/// What patients decided, remembered for as long as nobody changed it: Consents and restrictions
/// are asked in every call and seldom written.
///
/// [ChangeMarks] is the front door: it asks the database at most once in 0.8 seconds, for
/// everybody, what was written since. [Remembered] holds what a register read, and loses with each
/// change what that change may concern. A change counts in the next call where it was made, and
/// within a second in every other process on the same database. When the database does not answer,
/// what is remembered is not told: [java.sql.SQLException].
///
/// Safe for many threads; no value and no key is ever printed.
@NullMarked
@CheckReturnValue
package org.cloister.gateway.freshness;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
