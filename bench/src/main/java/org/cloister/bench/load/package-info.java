/// The load generator, a process of its own that takes as little CPU as it can: it shares the
/// machine with what it measures.
@NullMarked
@CheckReturnValue
package org.cloister.bench.load;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
