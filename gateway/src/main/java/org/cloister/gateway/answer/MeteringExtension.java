package org.cloister.gateway.answer;

import java.io.IOException;
import java.util.OptionalLong;

/// Latency and cost as the extension [Terminology#METERING], in an answer's Provenance and in the
/// AuditEvent of its record.
public final class MeteringExtension {
  private MeteringExtension() {}

  /// An element of `extension`.
  public static void write(FhirJson json, MeteringFigures figures) throws IOException {
    json.startObject();
    json.startArray("extension");
    for (MeteringFigures.Timing stage : figures.stages()) {
      timing(json, "stage", stage);
    }
    figure(json, "cpuNanoseconds", figures.cpuNanos());
    figure(json, "runQueueNanoseconds", figures.runQueueNanos());
    figure(json, "allocatedBytes", figures.allocatedBytes());
    json.extension("energyMethod", "valueCode", figures.energyMethod());
    figure(json, "energyNanojoules", figures.energyNanojoules());
    json.extension("costPicoUsd", figures.costPicoUsd());
    json.extension("expectedNanoseconds", figures.expectedNanos());
    for (MeteringFigures.Timing cause : figures.excess()) {
      timing(json, "excess", cause);
    }
    json.endArray();
    json.string("url", Terminology.METERING);
    json.endObject();
  }

  private static void figure(FhirJson json, String url, OptionalLong figure) throws IOException {
    if (figure.isPresent()) {
      json.extension(url, figure.getAsLong());
    }
  }

  private static void timing(FhirJson json, String url, MeteringFigures.Timing timing)
      throws IOException {
    json.startObject();
    json.startArray("extension");
    json.extension("name", "valueCode", timing.name());
    json.extension("nanoseconds", timing.nanos());
    json.endArray();
    json.string("url", url);
    json.endObject();
  }
}
