/// May this caller ask this model about this patient, for this purpose?
///
/// [Policies] is the front door: it combines SMART scopes, the patient compartment, the patient's
/// FHIR Consent and the purpose of use in readable Cedar policies, and answers with a [Decision].
/// Deny by default: a missing claim, a missing purpose or a policy error is a refusal. All types
/// are immutable and safe for concurrent use.
@NullMarked
@CheckReturnValue
package org.cloister.policies;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
