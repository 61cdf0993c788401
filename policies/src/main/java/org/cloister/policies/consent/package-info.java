/// FHIR R4 Consent, read as the IHE Privacy Consent on FHIR profile reads it.
///
/// [PatientConsents] is the front door: Consents in, and for each [ConsentQuestion] a
/// [ConsentScope] out. The Consents are read once into immutable rules; evaluation is a pure
/// function in three-valued logic ([Match]) in which everything unknown ends in a refusal. All
/// types are immutable and safe for concurrent use. Nothing here knows of tokens, scopes or Cedar.
///
/// Sources: https://hl7.org/fhir/R4/consent.html, https://profiles.ihe.net/ITI/PCF/
@NullMarked
@CheckReturnValue
package org.cloister.policies.consent;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
