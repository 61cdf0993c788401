/// `./cloister bench audit`: the log by itself, on the embedded PostgreSQL with fsync on: what it
/// takes in, beside plain inserts of rows of the same size; and what it gives back from a populated
/// log.
@NullMarked
@CheckReturnValue
package org.cloister.bench.audit;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
