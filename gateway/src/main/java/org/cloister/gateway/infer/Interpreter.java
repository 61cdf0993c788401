package org.cloister.gateway.infer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.UUID;
import org.cloister.deid.Deidentified.Released;
import org.cloister.deid.Deidentified.UsedInput;
import org.cloister.deid.DeidentifiedCase;
import org.cloister.deid.Input;
import org.cloister.gateway.answer.AnswerContext;
import org.cloister.gateway.answer.AnswerResources;
import org.cloister.gateway.answer.AnswerWriter;
import org.cloister.gateway.answer.BasisInput;
import org.cloister.gateway.answer.Conformance;
import org.cloister.gateway.answer.EncodedResource;
import org.cloister.gateway.answer.ModelCard;
import org.cloister.gateway.answer.OutputCode;
import org.cloister.gateway.answer.ResultValue;
import org.cloister.gateway.answer.Terminology;
import org.cloister.models.Manifest;
import org.cloister.models.ModelOutput;
import org.cloister.models.Models;
import org.cloister.models.Prediction;
import org.cloister.policies.ModelId;
import org.cloister.policies.Permit;
import org.cloister.policies.ResultType;

/// Says in FHIR what a model said in numbers. Safe for many threads.
public final class Interpreter {
  private static final String POLICY_URI = "https://cloister.health/policy/";
  private static final double OLDEST_AGE = 90;

  /// What is the same in every answer of one model.
  private record Wording(
      ModelCard card,
      Map<String, OutputCode> codes,
      Map<String, String> inputDisplays,
      Optional<String> ageInput) {}

  private final String baseUrl;
  private final AnswerWriter writer;
  private final Metering metering;
  private final Map<ModelId, Wording> wordings = new TreeMap<>();
  private final List<ResultValue.Band> bands = new ArrayList<>();

  /// @param baseUrl FHIR base of this server, without a slash at its end
  public Interpreter(String baseUrl, Models models, AnswerWriter writer, Metering metering) {
    this.baseUrl = baseUrl;
    this.writer = writer;
    this.metering = metering;
    for (Manifest manifest : models.manifests()) {
      wordings.put(manifest.id(), wording(manifest));
      manifest
          .outputs()
          .forEach(output -> output.bands().forEach(band -> bands.add(described(band))));
    }
  }

  /// A model whose outputs include a probability answers with a RiskAssessment, else with an
  /// Observation.
  static ResultType resultOf(Manifest manifest) {
    return manifest.outputs().stream()
            .anyMatch(output -> output.kind() == ModelOutput.Kind.PROBABILITY)
        ? ResultType.RISK_ASSESSMENT
        : ResultType.OBSERVATION;
  }

  /// What all models can say, for the server's conformance documents.
  public Conformance.Catalogue catalogue() {
    List<OutputCode> outputs = new ArrayList<>();
    wordings.values().forEach(wording -> outputs.addAll(wording.codes().values()));
    return new Conformance.Catalogue(
        wordings.values().stream().map(Wording::card).toList(), outputs, bands);
  }

  /// The Device that stands for a model version.
  public Optional<EncodedResource> device(String id) {
    return wordings.values().stream()
        .map(Wording::card)
        .filter(card -> card.deviceId().equals(id))
        .findFirst()
        .map(writer::device);
  }

  /// @param patientId whose result it is
  AnswerResources answer(
      Call call, Prediction prediction, String patientId, Permit permit, Released released) {
    Wording wording = wordings.get(prediction.model());
    if (wording == null || !prediction.requestId().equals(permit.requestId())) {
      throw new IllegalArgumentException("the prediction is not of this call");
    }
    AnswerContext context =
        new AnswerContext(
            baseUrl,
            call.outcomeRecord().value(),
            "Patient/" + patientId,
            call.at(),
            permit.purpose(),
            permit.policyIds().stream().map(id -> POLICY_URI + id).toList(),
            permit.consentId().map(id -> "Consent/" + id),
            wording.card(),
            results(wording, prediction),
            basis(wording, released.used()),
            notes(wording, prediction, released.released()),
            metering.figures(call, call.meter().soFar()));
    return writer.write(context, UUID::randomUUID);
  }

  private static List<ResultValue> results(Wording wording, Prediction prediction) {
    List<ResultValue> results = new ArrayList<>();
    for (Prediction.Output output : prediction.outputs()) {
      ModelOutput described = output.output();
      OutputCode code = Objects.requireNonNull(wording.codes().get(described.name()));
      Optional<ResultValue.Band> band = output.band().map(Interpreter::described);
      results.add(
          switch (described.kind()) {
            case PROBABILITY ->
                new ResultValue.Probability(code, output.value(), described.horizon(), band);
            case QUANTITY -> new ResultValue.Quantity(code, output.value(), described.ucum(), band);
          });
    }
    return results;
  }

  private static ResultValue.Band described(ModelOutput.Band band) {
    return new ResultValue.Band(Terminology.MODEL_OUTPUT, band.code(), band.display());
  }

  /// One basis for each resource, naming all inputs that it supplied: a blood pressure panel or a
  /// Patient answers several.
  private static List<BasisInput> basis(Wording wording, List<UsedInput> used) {
    Map<String, StringJoiner> displays = new LinkedHashMap<>();
    for (UsedInput input : used) {
      displays
          .computeIfAbsent(input.reference(), key -> new StringJoiner(", "))
          .add(wording.inputDisplays().getOrDefault(input.input(), input.input()));
    }
    List<BasisInput> basis = new ArrayList<>();
    displays.forEach(
        (reference, display) -> basis.add(BasisInput.of(reference, display.toString())));
    return basis;
  }

  private static List<String> notes(
      Wording wording, Prediction prediction, DeidentifiedCase deidentified) {
    List<String> notes = new ArrayList<>();
    for (Prediction.Computed computed : prediction.computed()) {
      notes.add(
          wording.inputDisplays().getOrDefault(computed.input(), computed.input())
              + " was computed by "
              + computed.model()
              + " "
              + computed.version()
              + ", because the data held no measurement of it.");
    }
    prediction
        .notReturned()
        .forEach(absent -> notes.add(absent.output().display() + ": " + absent.reason()));
    if (wording.ageInput().map(deidentified::value).filter(Interpreter::capped).isPresent()) {
      notes.add(
          "The patient is 90 or older; the model was given the age 90, because an exact age from 90"
              + " on can identify a person.");
    }
    return notes;
  }

  private static boolean capped(OptionalDouble age) {
    return age.isPresent() && age.getAsDouble() >= OLDEST_AGE;
  }

  private static Wording wording(Manifest manifest) {
    Map<String, OutputCode> codes = new LinkedHashMap<>();
    for (ModelOutput output : manifest.outputs()) {
      codes.put(
          output.name(),
          new OutputCode(output.name(), output.display(), output.system(), output.code()));
    }
    Map<String, String> displays = new HashMap<>();
    for (Input input : manifest.safelist().inputs()) {
      displays.put(input.name(), input.display());
    }
    org.cloister.models.ModelCard card = manifest.card();
    return new Wording(
        new ModelCard(
            manifest.id(),
            manifest.version(),
            card.title(),
            ModelCard.Kind.valueOf(card.kind().name()),
            card.citation(),
            manifest.digests().model(),
            ModelCard.ClinicalUse.valueOf(card.clinicalUse().name()),
            card.intendedUse()),
        codes,
        displays,
        manifest.safelist().inputs().stream()
            .filter(Input.Age.class::isInstance)
            .map(Input::name)
            .findFirst());
  }
}
