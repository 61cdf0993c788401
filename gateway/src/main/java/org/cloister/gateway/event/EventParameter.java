package org.cloister.gateway.event;

import com.google.errorprone.annotations.Immutable;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// The search parameters of AuditEvent that this server knows.
public enum EventParameter {
  /// The one patient.
  PATIENT("reference"),
  /// Who acted: a reference to a person, or with the modifier `:identifier` issuer and subject of
  /// the token.
  AGENT("reference"),
  /// The id of a token, as BALP writes it.
  POLICY("uri"),
  DATE("date"),
  OUTCOME("token"),
  TYPE("token"),
  SUBTYPE("token"),
  ACTION("token"),
  ENTITY("reference"),
  PURPOSE(
      "token",
      new Own("Why: purpose of the event, a code of v3-ActReason.", "AuditEvent.purposeOfEvent")),
  MODEL(
      "token",
      new Own(
          "Which model ran or was asked for.",
          "AuditEvent.entity.where(type.code = 'model').what.identifier")),
  MODEL_HASH(
      "token",
      new Own(
          "SHA-256 of the model's file, 64 hexadecimal digits.",
          "AuditEvent.entity.where(type.code = 'model').detail.where(type = 'sha256').value"));

  /// A parameter that R4 does not define.
  @Immutable
  record Own(String description, String expression) {}

  private final String type;
  private final Optional<Own> own;

  EventParameter(String type) {
    this.type = type;
    this.own = Optional.empty();
  }

  EventParameter(String type, Own own) {
    this.type = type;
    this.own = Optional.of(own);
  }

  /// The name in a URL.
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// A code of http://hl7.org/fhir/search-param-type.
  public String type() {
    return type;
  }

  /// Canonical URL of its SearchParameter.
  public String definition() {
    return own.isPresent()
        ? "https://cloister.health/fhir/SearchParameter/audit-event-" + code()
        : "http://hl7.org/fhir/SearchParameter/AuditEvent-" + code();
  }

  Optional<Own> own() {
    return own;
  }

  static Optional<EventParameter> of(String code) {
    return Arrays.stream(values()).filter(parameter -> parameter.code().equals(code)).findFirst();
  }
}
