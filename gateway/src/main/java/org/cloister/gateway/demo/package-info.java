/// `./cloister demo`: fictional patients, sent through the gateway as an EHR would send them.
@NullMarked
@CheckReturnValue
package org.cloister.gateway.demo;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
