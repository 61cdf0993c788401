/// `./cloister bench crash`: no record, no answer, while everything that can be killed, stopped or
/// filled is, at random moments under many callers.
///
/// [CrashRun] is the whole of it: it is run for minutes or hours by [CrashBench], and for a few
/// dozen rounds by the tests. What it judges by stands in [LogJudge] and [TreeWatch].
@NullMarked
@CheckReturnValue
package org.cloister.bench.crash;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
