/// Telling whom a released code stands for (45 CFR 164.514(c), GDPR Art. 4(5)): one person asks and
/// says why, a data trustee approves, and then the one who asked reads it, once and within a time.
///
/// [ReidentificationOffice] is the front door. The trustee, who judges the reason, learns no name;
/// the one who asked, whose need was judged, learns it, and nobody else does. How many codes a
/// person and a domain may have asked and opened a day is counted in the database. Every step is a
/// record of the log; that of an opening is found by each patient whom it named. Types are safe for
/// many threads unless they say otherwise; nothing prints a person, and nothing but the reply of an
/// opening holds an original.
@NullMarked
@CheckReturnValue
package org.cloister.gateway.compliance.reidentify;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
