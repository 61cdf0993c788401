/// De-identifies whole FHIR R4 resources, bytes in and bytes out, by compiled rules.
///
/// A document (a resource, a Bundle, one line of NDJSON) is checked and indexed once ([JsonIndex]),
/// then written anew by the plan of its type: what no plan names is not copied, so nothing passes
/// because it was not thought of. Before a document is released its references are counted against
/// the input's and its strings are searched for the input's own identifiers. There is no object
/// model. Everything here is safe for concurrent use unless it says otherwise.
@NullMarked
@CheckReturnValue
package org.cloister.deid.release;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
