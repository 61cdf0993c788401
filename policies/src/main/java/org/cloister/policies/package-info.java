/// May this caller ask this model about this patient, for this purpose?
///
/// [Policies] is the front door: it combines SMART scopes, the patient compartment, the patient's
/// FHIR Consent and the purpose of use in readable Cedar policies, and answers with a [Decision].
/// Deny by default: a missing claim, a missing purpose or a policy error is a refusal. The policies
/// themselves are the `*.cedar` files on the class path under `cedar/`; they are checked at start
/// ([PolicyChecks]) and asked through [CedarPolicies]. All types are safe for concurrent use, and
/// all but [Policies] are immutable.
///
/// Sources: https://docs.cedarpolicy.com, SMART App Launch 2.x, FHIR R4 Consent, IHE Privacy
/// Consent on FHIR.
@NullMarked
@CheckReturnValue
package org.cloister.policies;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
