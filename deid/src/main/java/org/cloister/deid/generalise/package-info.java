/// Geography, dates and ages, made coarse by one set of rules wherever the product lets them out:
/// in the case that a model sees, in released records and in released text.
///
/// Pure functions of their arguments, safe for any thread. What cannot be understood gives nothing:
/// an empty result means that the value is left out. Source of the limits: 45 CFR 164.514(b)(2)(i),
/// paragraphs (B) and (C).
@NullMarked
@CheckReturnValue
package org.cloister.deid.generalise;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
