package org.cloister.gateway.infer;

import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.cloister.policies.ModelId;
import org.cloister.policies.PurposeOfUse;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;
import org.hl7.fhir.r4.model.UriType;

/// The in-parameters of `$infer`, checked by name, type and cardinality against its
/// OperationDefinition.
///
/// @param model the model asked; whether it exists is not known here
/// @param input the patient's data
/// @param subject logical id of the Patient whom the call says it is about, if it says so
/// @param asOf index time for ages and look-backs; absent means the newest measurement
/// @param purpose asserted purpose of use; whether it may be asserted is for the policies to say
/// @param breakGlassReason the caller's words for overriding a refusal
record InferParameters(
    ModelId model,
    Bundle input,
    Optional<String> subject,
    Optional<Instant> asOf,
    Optional<PurposeOfUse> purpose,
    Optional<String> breakGlassReason) {

  private static final Set<String> KNOWN =
      Set.of("model", "input", "subject", "asOf", "purpose", "breakGlassReason");
  private static final int LONGEST_REASON = 1000;

  /// What became of the body: the parameters, or the first thing wrong with them.
  sealed interface Checked {}

  record Accepted(InferParameters parameters) implements Checked {}

  /// @param code FHIR issue type
  /// @param expression FHIRPath of the parameter at fault
  record Rejected(String code, String expression, String text) implements Checked {}

  /// The path, or the parameter subject, and the bundle name two patients.
  static final Rejected OTHER_PATIENT =
      new Rejected(
          "invalid",
          at("input"),
          "The bundle's Patient is not the one that the URL or the parameter subject names.");

  static Checked check(Resource body, Submission.Handling handling) {
    if (!(body instanceof Parameters parameters)) {
      return new Rejected("structure", body.fhirType(), "The body must be a Parameters resource.");
    }
    Set<String> seen = new HashSet<>();
    for (ParametersParameterComponent parameter : parameters.getParameter()) {
      String name = parameter.getName();
      if (!KNOWN.contains(name) && handling == Submission.Handling.LENIENT) {
        continue;
      }
      if (!KNOWN.contains(name)) {
        return new Rejected(
            "invalid", "Parameters.parameter.name", "$infer has no parameter of this name.");
      }
      if (!seen.add(name)) {
        return new Rejected("invalid", at(name), "This parameter may occur once.");
      }
    }
    return fromParts(parameters);
  }

  private static Checked fromParts(Parameters parameters) {
    Optional<ModelId> model = text(value(parameters, "model")).flatMap(InferParameters::modelId);
    if (model.isEmpty()) {
      return new Rejected("required", at("model"), "The parameter model must name one model.");
    }
    ParametersParameterComponent input = parameters.getParameter("input");
    if (input == null || !(input.getResource() instanceof Bundle bundle)) {
      return new Rejected(
          "required", at("input"), "The parameter input must hold a Bundle of type collection.");
    }
    Optional<Type> subjectValue = value(parameters, "subject");
    Optional<String> subject = subjectValue.flatMap(InferParameters::patientId);
    if (subjectValue.isPresent() && subject.isEmpty()) {
      return new Rejected(
          "invalid", at("subject"), "The parameter subject must be a Reference to Patient/ID.");
    }
    Optional<Type> asOfValue = value(parameters, "asOf");
    Optional<Instant> asOf = asOfValue.flatMap(InferParameters::instant);
    if (asOfValue.isPresent() && asOf.isEmpty()) {
      return new Rejected(
          "invalid", at("asOf"), "The parameter asOf must be a date, or a dateTime with a zone.");
    }
    Optional<Type> purposeValue = value(parameters, "purpose");
    Optional<PurposeOfUse> purpose = purposeValue.flatMap(InferParameters::purpose);
    if (purposeValue.isPresent() && purpose.isEmpty()) {
      return new Rejected(
          "code-invalid",
          at("purpose"),
          "The parameter purpose must be TREAT, ETREAT, HOPERAT or HRESCH of v3-ActReason.");
    }
    Optional<Type> reasonValue = value(parameters, "breakGlassReason");
    Optional<String> reason = text(reasonValue).filter(text -> !text.isBlank());
    if (reasonValue.isPresent() && (reason.isEmpty() || reason.get().length() > LONGEST_REASON)) {
      return new Rejected(
          "invalid", at("breakGlassReason"), "A break-glass reason has 1 to 1000 characters.");
    }
    return new Accepted(new InferParameters(model.get(), bundle, subject, asOf, purpose, reason));
  }

  private static String at(String name) {
    return "Parameters.parameter.where(name='" + name + "')";
  }

  private static Optional<Type> value(Parameters parameters, String name) {
    return Optional.ofNullable(parameters.getParameter(name))
        .map(ParametersParameterComponent::getValue);
  }

  /// A model is named by its id, or by a canonical whose last segment is the id (`…|version` is
  /// cut).
  private static Optional<ModelId> modelId(String text) {
    String name = text.substring(text.lastIndexOf('/') + 1);
    int version = name.indexOf('|');
    return ModelId.parse(version < 0 ? name : name.substring(0, version));
  }

  private static Optional<String> patientId(Type value) {
    return value instanceof Reference reference
        ? Optional.ofNullable(reference.getReference())
            .filter(text -> text.startsWith("Patient/"))
            .map(text -> text.substring("Patient/".length()))
        : Optional.empty();
  }

  private static Optional<String> text(Optional<Type> value) {
    return value.flatMap(type ->
        switch (type) {
          case StringType text -> Optional.ofNullable(text.getValue());
          case CanonicalType canonical -> Optional.ofNullable(canonical.getValue());
          case UriType uri -> Optional.ofNullable(uri.getValue());
          case Coding coding -> Optional.ofNullable(coding.getCode());
          default -> Optional.empty();
        });
  }

  private static Optional<PurposeOfUse> purpose(Type value) {
    return switch (value) {
      case Coding coding when PurposeOfUse.SYSTEM.equals(coding.getSystem()) ->
          Optional.ofNullable(coding.getCode()).flatMap(PurposeOfUse::parse);
      case CodeType code -> Optional.ofNullable(code.getValue()).flatMap(PurposeOfUse::parse);
      default -> Optional.empty();
    };
  }

  /// A date stands for its end in UTC, so that measurements of that day count.
  private static Optional<Instant> instant(Type value) {
    if (!(value instanceof BaseDateTimeType time) || time.getValue() == null) {
      return Optional.empty();
    }
    return switch (time.getPrecision()) {
      // Without a zone, HAPI would read the time in this machine's.
      case SECOND, MILLI ->
          time.getTimeZone() != null || time.isTimeZoneZulu()
              ? Optional.of(time.getValue().toInstant())
              : Optional.empty();
      case DAY -> Optional.of(Instant.parse(time.getValueAsString() + "T23:59:59Z"));
      case YEAR, MONTH, MINUTE -> Optional.empty();
    };
  }

  /// Ids, dates and the bundle are the patient's.
  @Override
  public String toString() {
    return "InferParameters[redacted]";
  }
}
