/// `./cloister bench infer`: the gateway beside the bare endpoint.
@NullMarked
@CheckReturnValue
package org.cloister.bench.infer;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
