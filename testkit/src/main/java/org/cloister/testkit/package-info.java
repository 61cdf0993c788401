/// What tests of several modules share: a clock to set, canaries to look for, and FHIR documents as
/// JSON text. Nothing here knows a type of the product or of HAPI.
@NullMarked
@CheckReturnValue
package org.cloister.testkit;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
