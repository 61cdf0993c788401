/// `./cloister bench deid`: de-identification of records and texts, in memory, from file to file
/// and over HTTP.
@NullMarked
@CheckReturnValue
package org.cloister.bench.deid;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
