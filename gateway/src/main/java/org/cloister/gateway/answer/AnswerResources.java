package org.cloister.gateway.answer;

import java.util.List;

/// The resources of one answer and the Bundle that carries them. The Bundle holds the very bytes of
/// the resources: what is stored of them is what the caller got.
public final class AnswerResources {
  private final List<EncodedResource> results;
  private final EncodedResource provenance;
  private final EncodedResource device;
  private final byte[] bundle;

  AnswerResources(
      List<EncodedResource> results,
      EncodedResource provenance,
      EncodedResource device,
      byte[] bundle) {
    this.results = List.copyOf(results);
    this.provenance = provenance;
    this.device = device;
    this.bundle = bundle;
  }

  /// The RiskAssessment, if the model gave a probability, then an Observation for each quantity.
  public List<EncodedResource> results() {
    return results;
  }

  public EncodedResource provenance() {
    return provenance;
  }

  /// The same for every answer of one model version.
  public EncodedResource device() {
    return device;
  }

  /// A copy of the `$infer` answer: results, Provenance, Device.
  public byte[] bundle() {
    return bundle.clone();
  }

  @Override
  public String toString() {
    return "AnswerResources[redacted]";
  }
}
