/// What compliance officers do, and the one way in for all of it: [Oversight] says who they are,
/// asks the policies, and lets no reply leave before the act is a durable record. What the acts are
/// stands in the packages below.
@NullMarked
@CheckReturnValue
package org.cloister.gateway.compliance;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
