/// The key-encryption key's life while the gateway serves: a new epoch is taken up, everything is
/// wrapped anew, the old file can be put away. Threads of its own; no call waits for it.
@NullMarked
@CheckReturnValue
package org.cloister.gateway.keys;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
