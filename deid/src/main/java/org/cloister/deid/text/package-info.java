/// Finds what identifies a person in free text.
@NullMarked
@CheckReturnValue
package org.cloister.deid.text;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
