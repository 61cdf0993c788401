/// Patients' Consents that are kept here, so that every decision knows them whether or not a caller
/// hands them in.
///
/// [ConsentRegister] is the front door. A Consent is written with the log's record of it or not at
/// all; it is at rest only sealed, under the patient's clinical key, under a blind index. What a
/// Consent means is for `org.cloister.policies.consent` to say.
///
/// Safe for many threads. When the database does not answer, nobody is told that there is no
/// Consent: [org.cloister.deid.sealing.SealingException].
@NullMarked
@CheckReturnValue
package org.cloister.gateway.consent;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
