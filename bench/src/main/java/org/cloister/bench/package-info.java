/// Measurements: `./cloister bench NAME`. Each measures the product beside its peer or its floor,
/// in one run and on one machine, because only the ratio of two such figures means the same
/// elsewhere.
@NullMarked
@CheckReturnValue
package org.cloister.bench;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
