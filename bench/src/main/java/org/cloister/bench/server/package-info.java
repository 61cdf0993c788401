/// Servers under load: their processes, what they took of the machine, and the log they leave.
@NullMarked
@CheckReturnValue
package org.cloister.bench.server;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
