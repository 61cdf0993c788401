/// The floor of `bench infer`: the same web server, FHIR parser and model, and nothing that makes
/// the product one.
@NullMarked
@CheckReturnValue
package org.cloister.bench.bare;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
