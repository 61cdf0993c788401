/// Rules for de-identifying whole FHIR resources: what a privacy officer writes, compiled at start
/// into one decision for every element of every accepted type.
@NullMarked
@CheckReturnValue
package org.cloister.deid.rule;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
