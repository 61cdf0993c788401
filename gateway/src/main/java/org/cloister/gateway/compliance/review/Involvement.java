package org.cloister.gateway.compliance.review;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.cloister.gateway.compliance.review.CareResource.Place;
import org.cloister.gateway.compliance.review.explain.CareRelation.Kind;

/// Who had to do with a patient, where and when, as an Encounter, Appointment, ServiceRequest or
/// CareTeam says it.
///
/// @param patient `Patient/123`
/// @param staff references of Practitioners, in no order
/// @param ends empty while it lasts
record Involvement(
    String patient,
    Kind kind,
    Optional<Place> place,
    List<String> staff,
    Instant starts,
    Optional<Instant> ends) {
  /// They never took place, whatever their periods say.
  private static final Set<String> VOID =
      Set.of("entered-in-error", "cancelled", "noshow", "revoked", "proposed");

  /// SNOMED CT: Patient referral (procedure).
  private static final String REFERRAL = "3457005";

  Involvement {
    staff = List.copyOf(staff);
  }

  /// Whether the resource says that nothing came of it.
  static boolean isVoid(CareResource resource) {
    return resource.text("status").filter(VOID::contains).isPresent();
  }

  /// Empty where the resource names no patient or no time, or ends before it starts.
  ///
  /// @param zone in which dates without a time begin
  static Optional<Involvement> of(CareResource resource, ZoneId zone) {
    Optional<String> patient =
        Stream.concat(
                resource.references("Patient", "subject"),
                participants(resource).flatMap(it -> it.references("Patient", "actor")))
            .findFirst();
    Optional<Instant> starts = starts(resource, zone);
    if (patient.isEmpty() || starts.isEmpty()) {
      return Optional.empty();
    }
    Optional<Instant> ends = ends(resource, starts.get(), zone);
    return ends.filter(end -> end.isBefore(starts.get())).isPresent()
        ? Optional.empty()
        : Optional.of(
            new Involvement(
                patient.get(),
                kind(resource),
                placeOf(resource),
                staff(resource),
                starts.get(),
                ends));
  }

  private static Stream<CareResource> participants(CareResource resource) {
    return resource.each("participant").stream();
  }

  private static List<String> staff(CareResource resource) {
    Stream<String> taking =
        participants(resource)
            .flatMap(it ->
                Stream.of("individual", "actor", "member")
                    .flatMap(name -> it.references("Practitioner", name)));
    Stream<String> ordering =
        Stream.concat(
            resource.references("Practitioner", "requester"),
            resource.references("Practitioner", "performer"));
    return Stream.concat(taking, ordering).toList();
  }

  private static Kind kind(CareResource resource) {
    return switch (resource.type()) {
      case "Encounter" -> Kind.ENCOUNTER;
      case "Appointment" -> Kind.APPOINTMENT;
      case "CareTeam" -> Kind.CARE_TEAM;
      default ->
          resource.each("category").stream()
                  .flatMap(it -> it.each("coding").stream())
                  .flatMap(it -> it.text("code").stream())
                  .anyMatch(REFERRAL::equals)
              ? Kind.REFERRAL
              : Kind.ORDER;
    };
  }

  private static Optional<Place> placeOf(CareResource resource) {
    return switch (resource.type()) {
      case "Encounter" -> resource.place("serviceProvider");
      case "CareTeam" -> resource.place("managingOrganization", "0");
      case "Appointment" ->
          participants(resource)
              .filter(it -> it.references("Practitioner", "actor").findAny().isEmpty())
              .filter(it -> it.references("Patient", "actor").findAny().isEmpty())
              .flatMap(it -> it.place("actor").stream())
              .findFirst();
      default ->
          resource.each("performer").stream()
              .filter(it -> it.references("Practitioner").findAny().isEmpty())
              .flatMap(it -> it.place().stream())
              .findFirst();
    };
  }

  private static Optional<Instant> starts(CareResource resource, ZoneId zone) {
    return switch (resource.type()) {
      case "Appointment" -> resource.from(zone, "start");
      case "ServiceRequest" -> resource.from(zone, "authoredOn");
      default -> resource.from(zone, "period", "start");
    };
  }

  /// An order counts from its day; a stay, a care team and an appointment last until they end. A
  /// finished encounter without an end lasted a day.
  private static Optional<Instant> ends(CareResource resource, Instant starts, ZoneId zone) {
    Instant dayLater = starts.plus(Duration.ofDays(1));
    return switch (resource.type()) {
      case "Appointment" -> resource.until(zone, "end").or(() -> Optional.of(dayLater));
      case "ServiceRequest" ->
          resource.until(zone, "occurrencePeriod", "end").or(() -> Optional.of(dayLater));
      case "Encounter" ->
          resource
              .until(zone, "period", "end")
              .or(() -> resource.text("status").filter("finished"::equals).map(_ -> dayLater));
      default -> resource.until(zone, "period", "end");
    };
  }

  @Override
  public String toString() {
    return "Involvement[redacted]";
  }
}
