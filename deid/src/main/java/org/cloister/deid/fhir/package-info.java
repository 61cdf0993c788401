/// Bytes in, one FHIR R4 resource out, or a reason why not that repeats nothing of the bytes.
///
/// [FhirReader] is the front door. It is immutable and safe for concurrent use; what it returns
/// belongs to the caller. Source of the rules: HL7 FHIR R4, `json.html` and the structure
/// definitions as HAPI carries them.
@NullMarked
@CheckReturnValue
package org.cloister.deid.fhir;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
