/// HTTP in, HTTP out: routes, headers and errors. Nothing here decides anything.
@NullMarked
@CheckReturnValue
package org.cloister.gateway.http;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
