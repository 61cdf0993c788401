package org.cloister.gateway.answer;

import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/// Writes the FHIR answer of an inference. The same context and ids give the same bytes.
///
/// Probabilities become one RiskAssessment, each quantity an Observation; every one is labelled
/// AIAST, names the model's Device and the resources that it was computed from, and is the target
/// of one Provenance. What an answer does not hold: a confidence (equations have none), a
/// narrative, and any input value.
///
/// Safe for concurrent use. Keeps what a model version's answers have in common for as long as it
/// lives; a gateway has few model versions.
public final class AnswerWriter {
  private final ConcurrentMap<ModelCard, ModelFragments> fragments = new ConcurrentHashMap<>();

  /// @param ids a fresh logical id at each call: asked once for the RiskAssessment, if there is
  ///   one, once for each Observation, once for the Provenance, in this order
  public AnswerResources write(AnswerContext answer, Supplier<UUID> ids) {
    ModelFragments model = fragments.computeIfAbsent(answer.model(), ModelFragments::of);
    String occurred =
        DateTimeFormatter.ISO_INSTANT.format(answer.occurred().truncatedTo(ChronoUnit.MILLIS));
    List<EncodedResource> results =
        results(new ResultEncoder(answer, model, occurred), answer, ids);
    EncodedResource provenance =
        new ProvenanceEncoder(answer, model, occurred).encode(ids.get().toString(), results);

    BundleAssembler bundle = new BundleAssembler(occurred);
    for (EncodedResource result : results) {
      bundle.add("urn:uuid:" + result.id(), result);
    }
    bundle.add("urn:uuid:" + provenance.id(), provenance);
    bundle.add(model.deviceFullUrl(), model.device());
    return new AnswerResources(results, provenance, model.device(), bundle.finish());
  }

  /// The Device of a model version, which every answer of it carries.
  public EncodedResource device(ModelCard model) {
    return fragments.computeIfAbsent(model, ModelFragments::of).device();
  }

  private static List<EncodedResource> results(
      ResultEncoder encoder, AnswerContext answer, Supplier<UUID> ids) {
    List<ResultValue.Probability> probabilities = new ArrayList<>();
    List<ResultValue.Quantity> quantities = new ArrayList<>();
    for (ResultValue result : answer.results()) {
      switch (result) {
        case ResultValue.Probability probability -> probabilities.add(probability);
        case ResultValue.Quantity quantity -> quantities.add(quantity);
      }
    }
    List<EncodedResource> encoded = new ArrayList<>();
    if (!probabilities.isEmpty()) {
      encoded.add(encoder.riskAssessment(ids.get().toString(), probabilities));
    }
    for (ResultValue.Quantity quantity : quantities) {
      encoded.add(encoder.observation(ids.get().toString(), quantity));
    }
    return encoded;
  }
}
