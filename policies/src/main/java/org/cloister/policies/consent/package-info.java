/// FHIR R4 Consent, read as the IHE Privacy Consent on FHIR profile reads it.
@NullMarked
@CheckReturnValue
package org.cloister.policies.consent;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
