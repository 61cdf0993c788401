/// Build-time only: writes the shipped models as ONNX files with their manifests.
///
/// [BuildPack] runs in the `process-classes` phase and leaves `models/index.json` and
/// `models/<id>/<version>/{model.onnx,manifest.json,card.md}` in the class folder. The jar holds
/// those files and no class, so neither protobuf nor this code is part of the running product. The
/// same sources give the same bytes on every build: no time, no random number, no unordered map.
///
/// Sources: ONNX IR 8, operator set 18 (<https://onnx.ai/onnx/operators/>); the equations' papers
/// are cited at [CkdEpi2021] and [Prevent2023].
@NullMarked
@CheckReturnValue
package org.cloister.models.pack;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
