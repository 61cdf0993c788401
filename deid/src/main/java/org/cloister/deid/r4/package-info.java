/// What FHIR R4 (4.0.1) defines: resource types, data types and their elements, as HL7's
/// StructureDefinitions give them.
@NullMarked
@CheckReturnValue
package org.cloister.deid.r4;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
