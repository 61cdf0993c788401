package org.cloister.gateway.compliance.review;

import static java.util.stream.Collectors.toSet;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.cloister.audit.Rider;
import org.cloister.deid.sealing.SealingException;
import org.cloister.gateway.compliance.review.CareResource.Place;
import org.cloister.gateway.compliance.review.ReviewSeals.Column;
import org.cloister.gateway.compliance.review.explain.CareRelation.Kind;
import org.cloister.gateway.compliance.review.explain.Term;

/// Turns FHIR resources into rows of blind terms. Confined to one request.
///
/// - Patient: surname, address, death, public interest (security label CEL or VIP), general
///   practitioner
/// - Practitioner: surname, address; an identifier whose system is a token issuer is a login
/// - PractitionerRole: department, last day, hours, office work
/// - Person: which Patient a Practitioner is
/// - Encounter, Appointment, ServiceRequest, CareTeam: who had to do with the patient, and when
///   ([Involvement])
final class CareRows {
  private static final String PATIENT =
      "insert into care_patient (patient, surname, address, vip, died)"
          + " values (?, nullif(?, ''), nullif(?, ''), ?, cast(nullif(?, '') as date))"
          + " on conflict (patient) do update set surname = excluded.surname,"
          + " address = excluded.address, vip = excluded.vip, died = excluded.died";
  private static final String PRACTITIONER =
      "insert into care_staff (staff, surname, address) values (?, nullif(?, ''), nullif(?, ''))"
          + " on conflict (staff) do update set surname = excluded.surname,"
          + " address = excluded.address";
  private static final String ROLE =
      "insert into care_staff (staff, department, duty, shift, active_until)"
          + " values (?, nullif(?, ''), ?, ?, cast(nullif(?, '') as date))"
          + " on conflict (staff) do update set department = excluded.department,"
          + " duty = excluded.duty, shift = excluded.shift, active_until = excluded.active_until";
  private static final String PERSON =
      "insert into care_staff (staff, own_record) values (?, ?)"
          + " on conflict (staff) do update set own_record = excluded.own_record";
  private static final String LOGIN =
      "insert into care_login (login, staff) values (?, ?)"
          + " on conflict (login) do update set staff = excluded.staff";
  private static final String DEPARTMENT =
      "insert into care_department (department, name_id, sealed_name) values (?, ?, ?)"
          + " on conflict (department) do nothing";
  private static final String RELATION =
      "insert into care_relation (relation, patient, kind, department, staff, starts, ends)"
          + " values (?, ?, ?, nullif(?, ''), string_to_array(?, ','), ?,"
          + " cast(nullif(?, '') as timestamptz))"
          + " on conflict (relation) do update set patient = excluded.patient,"
          + " kind = excluded.kind, department = excluded.department, staff = excluded.staff,"
          + " starts = excluded.starts, ends = excluded.ends";
  private static final String NO_RELATION = "delete from care_relation where relation = ?";

  private static final Set<String> PUBLIC_INTEREST = Set.of("CEL", "VIP");

  private final ReviewStore store;
  private final Terms terms;
  private final ZoneId zone;
  private final List<Rider> riders = new ArrayList<>();
  private int ignored;

  CareRows(ReviewStore store, ZoneId zone) {
    this.store = store;
    this.terms = store.terms();
    this.zone = zone;
  }

  List<Rider> riders() {
    return riders;
  }

  /// Resources of types that tell nothing here.
  int ignored() {
    return ignored;
  }

  /// Whether the resource has what its type needs; of another type, it is ignored.
  boolean add(CareResource resource) throws SealingException {
    Optional<String> reference = resource.reference();
    if (reference.isEmpty()) {
      return false;
    }
    return switch (resource.type()) {
      case "Patient" -> patient(resource, reference.get());
      case "Practitioner" -> practitioner(resource, reference.get());
      case "PractitionerRole" -> role(resource);
      case "Person" -> person(resource);
      case "Encounter", "Appointment", "ServiceRequest", "CareTeam" ->
          relation(resource, reference.get());
      default -> {
        ignored++;
        yield true;
      }
    };
  }

  private boolean patient(CareResource patient, String reference) {
    Term term = terms.person(reference);
    boolean vip =
        patient.each("meta", "security").stream()
            .flatMap(label -> label.text("code").stream())
            .anyMatch(PUBLIC_INTEREST::contains);
    riders.add(
        new Rider(
            PATIENT,
            List.of(
                term.text(),
                surname(patient),
                address(patient),
                vip,
                patient.day("deceasedDateTime").map(Object::toString).orElse(""))));
    String relation = terms.relation("generalPractitioner/" + reference).text();
    Set<Term> practitioners =
        patient
            .references("Practitioner", "generalPractitioner")
            .map(terms::person)
            .collect(toSet());
    riders.add(
        practitioners.isEmpty()
            ? new Rider(NO_RELATION, List.of(relation))
            : new Rider(
                RELATION,
                List.of(
                    relation,
                    term.text(),
                    Kind.GENERAL_PRACTITIONER.name(),
                    "",
                    joined(practitioners),
                    Instant.EPOCH,
                    "")));
    return true;
  }

  private boolean practitioner(CareResource practitioner, String reference) {
    Term term = terms.person(reference);
    riders.add(
        new Rider(
            PRACTITIONER, List.of(term.text(), surname(practitioner), address(practitioner))));
    for (CareResource identifier : practitioner.each("identifier")) {
      Optional<String> system = identifier.text("system");
      Optional<String> value = identifier.text("value");
      if (system.isPresent() && value.isPresent()) {
        riders.add(
            new Rider(LOGIN, List.of(terms.login(system.get(), value.get()).text(), term.text())));
      }
    }
    return true;
  }

  private boolean role(CareResource role) throws SealingException {
    Optional<String> practitioner = role.references("Practitioner", "practitioner").findFirst();
    if (practitioner.isEmpty()) {
      return false;
    }
    Optional<Place> place =
        role.place("organization")
            .or(() -> role.place("healthcareService", "0"))
            .or(() -> role.place("location", "0"));
    riders.add(
        new Rider(
            ROLE,
            List.of(
                terms.person(practitioner.get()).text(),
                department(place),
                WorkingTime.duty(role).name(),
                WorkingTime.shift(role).name(),
                role.day("period", "end").map(Object::toString).orElse(""))));
    return true;
  }

  private boolean person(CareResource person) {
    List<String> practitioners = linked(person, "Practitioner");
    List<String> patients = linked(person, "Patient");
    if (practitioners.size() != 1 || patients.size() != 1) {
      // A person who is not both tells nothing.
      ignored++;
      return true;
    }
    riders.add(
        new Rider(
            PERSON,
            List.of(
                terms.person(practitioners.getFirst()).text(),
                terms.person(patients.getFirst()).text())));
    return true;
  }

  private static List<String> linked(CareResource person, String type) {
    return person.each("link").stream()
        .flatMap(link -> link.references(type, "target"))
        .distinct()
        .toList();
  }

  private boolean relation(CareResource resource, String reference) throws SealingException {
    String relation = terms.relation(reference).text();
    if (Involvement.isVoid(resource)) {
      riders.add(new Rider(NO_RELATION, List.of(relation)));
      return true;
    }
    Optional<Involvement> said = Involvement.of(resource, zone);
    if (said.isEmpty()) {
      return false;
    }
    Involvement involvement = said.get();
    riders.add(
        new Rider(
            RELATION,
            List.of(
                relation,
                terms.person(involvement.patient()).text(),
                involvement.kind().name(),
                department(involvement.place()),
                joined(involvement.staff().stream().map(terms::person).collect(toSet())),
                involvement.starts(),
                involvement.ends().map(Instant::toString).orElse(""))));
    return true;
  }

  private String department(Optional<Place> place) throws SealingException {
    if (place.isEmpty()) {
      return "";
    }
    Term term = terms.department(place.get().key());
    UUID name = UUID.randomUUID();
    riders.add(
        new Rider(
            DEPARTMENT,
            List.of(
                term.text(),
                name,
                store
                    .seals()
                    .seal(
                        store.seals().installation(),
                        name,
                        Column.DEPARTMENT,
                        place.get().name()))));
    return term.text();
  }

  private String surname(CareResource someone) {
    return someone.each("name").stream()
        .filter(name -> name.text("use").filter("old"::equals).isEmpty())
        .flatMap(name -> name.text("family").stream())
        .findFirst()
        .map(name -> terms.surname(name).text())
        .orElse("");
  }

  private String address(CareResource someone) {
    return someone.each("address").stream()
        .filter(address -> address.text("use").filter("old"::equals).isEmpty())
        .filter(address -> address.text("line", "0").isPresent())
        .findFirst()
        .map(address ->
            address.text("line", "0").orElse("")
                + "|"
                + address.text("postalCode").or(() -> address.text("city")).orElse(""))
        .map(address -> terms.address(address).text())
        .orElse("");
  }

  private static String joined(Set<Term> staff) {
    return staff.stream().map(Term::text).sorted().collect(Collectors.joining(","));
  }
}
