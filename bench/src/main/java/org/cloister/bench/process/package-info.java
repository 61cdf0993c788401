/// Child processes of a measurement, and what the kernel says about the CPU time they took.
@NullMarked
@CheckReturnValue
package org.cloister.bench.process;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
