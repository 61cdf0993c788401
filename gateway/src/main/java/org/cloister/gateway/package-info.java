/// The HTTP edge: wiring, commands and the one inference pipeline.
@NullMarked
@CheckReturnValue
package org.cloister.gateway;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
