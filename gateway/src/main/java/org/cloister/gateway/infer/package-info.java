/// The one path of an inference, [org.cloister.gateway.infer.InferencePipeline], of reading a
/// stored result, [org.cloister.gateway.infer.ResultReader], and of de-identifying a document,
/// [org.cloister.gateway.infer.DeidentifyPipeline].
@NullMarked
@CheckReturnValue
package org.cloister.gateway.infer;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
