/// What the gateway writes into the log: who asked for what and what became of it, as canonical
/// JSON, sealed under the key of the person whom it is about.
@NullMarked
@CheckReturnValue
package org.cloister.gateway.record;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
