/// What a measurement leaves behind: bars in one line of JSON, and a file with all raw figures.
@NullMarked
@CheckReturnValue
package org.cloister.bench.report;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
