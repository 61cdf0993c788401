/// HTTP to a peer that is not trusted: every exchange ends, by size and by time.
///
/// All types are safe for concurrent use. What a peer does wrong is an [java.io.IOException].
@NullMarked
@CheckReturnValue
package org.cloister.audit.net;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
