/// Names that stand for other names: codes for ids and identifiers, and one date offset a patient.
@NullMarked
@CheckReturnValue
package org.cloister.deid.pseudonym;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
