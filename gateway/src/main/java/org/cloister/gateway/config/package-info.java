/// Settings, one record per module, checked when they are bound; and the wiring of the product.
@NullMarked
@CheckReturnValue
package org.cloister.gateway.config;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
