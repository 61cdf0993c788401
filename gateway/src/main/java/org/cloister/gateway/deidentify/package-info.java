/// What `$deidentify` is asked for and by which rules it is done: the domains of this gateway, the
/// parameters of a call, and the de-identification of one document or many lines. Bytes in and
/// bytes out; there is no FHIR object model on this path. The call itself is
/// [org.cloister.gateway.infer]'s: who may, and the record of it.
@NullMarked
@CheckReturnValue
package org.cloister.gateway.deidentify;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
