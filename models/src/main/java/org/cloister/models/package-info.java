/// De-identified case in, prediction out, by a model whose bytes were checked.
///
/// [Models] is the front door. It opens the models of a [ModelRepository], each with a [Manifest]
/// that says what the model may see ([Manifest#safelist()]), what it gives, and which stored cases
/// it has to reproduce before it may answer. Nothing is loaded whose digest is not the expected
/// one, and what is loaded is the byte array that was hashed.
///
/// All public types are immutable or safe for concurrent use. Errors at load are [ModelException];
/// a refused case is a value of [ModelResult]; everything else is a bug and unchecked. No message
/// and no `toString` contains a feature or an output value.
///
/// Runtime: ONNX Runtime, CPU execution provider, one thread per run, so that the same input gives
/// the same bits.
@NullMarked
@CheckReturnValue
package org.cloister.models;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
