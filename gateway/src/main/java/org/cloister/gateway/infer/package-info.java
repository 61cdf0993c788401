/// The one path of an inference, [org.cloister.gateway.infer.InferencePipeline], and of reading a
/// stored result, [org.cloister.gateway.infer.ResultReader].
@NullMarked
@CheckReturnValue
package org.cloister.gateway.infer;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
