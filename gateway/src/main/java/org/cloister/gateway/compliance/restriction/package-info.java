/// The patient's say against the use of their data: restriction (GDPR Article 18, and while a
/// rectification under Article 16 is open), objection (Article 21), and what a provider agreed to
/// under 45 CFR 164.522(a).
///
/// [RestrictionRegister] is what every call about a patient asks before the policies decide;
/// [RestrictionDesk] is where officers place and end one. Placing takes one officer and holds at
/// once; ending takes two. When it cannot be known what is restricted, nobody is told that nothing
/// is. Types are safe for many threads; nothing prints a person.
@NullMarked
@CheckReturnValue
package org.cloister.gateway.compliance.restriction;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
