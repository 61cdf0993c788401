/// What one inference took and cost: time by stage, CPU, allocation, contention, energy, money.
///
/// [Meter] is a stopwatch for one call on one thread; it gives [Measured], whose stages add up to
/// the total exactly. [Tariff] turns that into a [Cost] in integer pico-USD. [Calibration] learns
/// at idle what a call should take; [Expectation] says so and splits what it took longer into
/// causes, again without a remainder. A quantity that this machine cannot measure is absent, never
/// zero.
///
/// Sources: OpenCost (workload cost), Kepler (energy by share of CPU time), Linux
/// `Documentation/scheduler/sched-stats.rst` and `Documentation/power/powercap/powercap.rst`.
@NullMarked
@CheckReturnValue
package org.cloister.models.metering;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
