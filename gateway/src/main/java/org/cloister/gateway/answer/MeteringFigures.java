package org.cloister.gateway.answer;

import java.util.List;
import java.util.OptionalLong;

/// Latency and cost of one inference, as they stand when the answer is written. Figures of what
/// comes later (the commit of the record, the network) are in the audit record only. A figure that
/// the machine does not give is absent, never zero.
///
/// @param stages wall time by stage, in the order they ran
/// @param cpuNanos CPU time of the call, ns
/// @param runQueueNanos time that the call was ready to run and no core was free, ns
/// @param allocatedBytes Java heap allocated by the call
/// @param energyMethod how energy was found: `rapl`, `nvml`, `model` or `none`
/// @param energyNanojoules energy attributed to the call, 1e-9 J
/// @param costPicoUsd cost by the configured tariff, 1e-12 US dollars
/// @param expectedNanos latency that the model's calibrated curve predicts, ns
/// @param excess what the call took beyond that, by cause
public record MeteringFigures(
    List<Timing> stages,
    OptionalLong cpuNanos,
    OptionalLong runQueueNanos,
    OptionalLong allocatedBytes,
    String energyMethod,
    OptionalLong energyNanojoules,
    long costPicoUsd,
    long expectedNanos,
    List<Timing> excess) {
  public MeteringFigures {
    stages = List.copyOf(stages);
    excess = List.copyOf(excess);
  }

  /// @param name of the stage or cause; a FHIR code: no blank at either end
  /// @param nanos ns; an excess may be negative, where the call was faster than expected
  public record Timing(String name, long nanos) {}
}
