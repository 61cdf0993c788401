package org.cloister.deid;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.cloister.deid.fhir.FhirReader;
import org.cloister.deid.fhir.LogicalId;
import org.cloister.deid.fhir.Violation;
import org.cloister.policies.RequestId;
import org.cloister.policies.consent.ConsentedResource;
import org.cloister.policies.consent.PatientConsents;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.ListResource;
import org.hl7.fhir.r4.model.Medication;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.MedicationStatement;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;

/// One pass over one Bundle: is it one patient's collection, and what is there to read? Good for
/// one Bundle and one thread.
final class BundleReading {
  private static final String URN_UUID = "urn:uuid:";

  private final RequestId requestId;
  private final Bundle bundle;
  private final List<Violation> violations = new ArrayList<>();
  private final Set<String> resourceTypes = new TreeSet<>();
  private final Set<String> names = new HashSet<>();
  private final Map<String, Prescribed> medications = new HashMap<>();
  private final List<Consent> consents = new ArrayList<>();
  private final List<ConsentedResource> consented = new ArrayList<>();

  BundleReading(RequestId requestId, Bundle bundle) {
    this.requestId = requestId;
    this.bundle = bundle;
  }

  ParsedBundle read() {
    List<BundleEntryComponent> entries = bundle.getEntry();
    if (bundle.getType() != BundleType.COLLECTION) {
      report("value", "Bundle.type", "The Bundle must be of type collection.");
    }
    if (entries.size() > IdentifiedBundle.MAXIMUM_ENTRIES) {
      report("too-long", "Bundle.entry", "The Bundle has more entries than are accepted.");
      return new ParsedBundle.Refused(violations);
    }
    Optional<Subject> subject = survey(entries);
    if (subject.isEmpty() || !violations.isEmpty()) {
      return new ParsedBundle.Refused(violations);
    }
    ChartReading chart = new ChartReading(subject.get().source(), subject.get().patient());
    for (int i = 0; i < entries.size(); i++) {
      read(entries.get(i), i, subject.get(), chart);
    }
    if (!violations.isEmpty()) {
      return new ParsedBundle.Refused(violations);
    }
    return new ParsedBundle.Accepted(
        new IdentifiedBundle(
            requestId,
            subject.get().id(),
            PatientConsents.of(consents),
            consented,
            resourceTypes,
            chart.chart()));
  }

  /// The one Patient, and every way to refer to that Patient inside the Bundle.
  private record Subject(
      Patient patient, String id, Source source, String fullUrl, Set<String> references) {}

  /// First round: what is there, under which names. References may point forward.
  private Optional<Subject> survey(List<BundleEntryComponent> entries) {
    Optional<Subject> subject = Optional.empty();
    int patients = 0;
    for (int i = 0; i < entries.size(); i++) {
      BundleEntryComponent entry = entries.get(i);
      Resource resource = entry.getResource();
      if (resource == null) {
        report("required", at(i), "Every entry must hold a resource.");
        continue;
      }
      resourceTypes.add(resource.fhirType());
      for (String name : namesOf(entry, resource)) {
        if (!names.add(name)) {
          report("duplicate", at(i), "The Bundle holds a resource twice.");
        }
        if (resource instanceof Medication medication) {
          medications.put(name, new Prescribed(source(entry, medication), medication));
        }
      }
      if (resource instanceof Patient patient) {
        patients++;
        subject = subject(entry, patient, i);
      }
    }
    if (patients != 1) {
      report(
          patients == 0 ? "required" : "invalid",
          "Bundle.entry",
          "The Bundle must hold exactly one Patient.");
    }
    return subject;
  }

  private Optional<Subject> subject(BundleEntryComponent entry, Patient patient, int index) {
    String fullUrl = fullUrl(entry);
    String id =
        id(patient)
            .orElse(fullUrl.startsWith(URN_UUID) ? fullUrl.substring(URN_UUID.length()) : "");
    if (!LogicalId.matches(id)) {
      report("required", at(index) + ".id", "The Patient must have an id.");
      return Optional.empty();
    }
    Set<String> references = new HashSet<>(namesOf(entry, patient));
    references.add("Patient/" + id);
    return Optional.of(new Subject(patient, id, source(entry, patient), fullUrl, references));
  }

  /// Second round: each resource that may be read, if it is about the one Patient.
  private void read(BundleEntryComponent entry, int index, Subject subject, ChartReading chart) {
    Resource resource = entry.getResource();
    Source source = source(entry, resource);
    switch (resource) {
      case Patient patient -> consented(source, patient);
      case Observation observation -> {
        if (isAbout(subject, observation.getSubject(), entry, index, "subject")) {
          consented(source, observation);
          chart.observation(source, observation);
        }
      }
      case Condition condition -> {
        if (isAbout(subject, condition.getSubject(), entry, index, "subject")) {
          consented(source, condition);
          chart.condition(source, condition);
        }
      }
      case MedicationStatement statement -> {
        if (isAbout(subject, statement.getSubject(), entry, index, "subject")) {
          consented(source, statement);
          chart.statement(
              source, statement, medication(source, statement.getMedication(), statement));
        }
      }
      case MedicationRequest request -> {
        if (isAbout(subject, request.getSubject(), entry, index, "subject")) {
          consented(source, request);
          chart.request(source, request, medication(source, request.getMedication(), request));
        }
      }
      case Consent consent -> {
        if (isAbout(subject, consent.getPatient(), entry, index, "patient")) {
          consents.add(consent);
        }
      }
      case ListResource list -> {
        if (list.hasSubject() && isAbout(subject, list.getSubject(), entry, index, "subject")) {
          consented(source, list);
          chart.list(source, list);
        }
      }
      case Medication medication -> consented(source, medication);
      default -> {
        // Counted in the survey, never read.
      }
    }
  }

  private void consented(Source source, Resource resource) {
    consented.add(ConsentedResource.of(source.reference(), resource));
  }

  /// A Medication that is a resource of its own.
  record Prescribed(Source source, Medication medication) {}

  /// What a medication reference leads to: a contained resource, another entry, or nothing here.
  private Optional<Prescribed> medication(Source source, Type medication, DomainResource holder) {
    if (!(medication instanceof Reference reference) || !reference.hasReference()) {
      return Optional.empty();
    }
    String target = reference.getReference();
    if (target.startsWith("#")) {
      for (Resource contained : holder.getContained()) {
        if (contained instanceof Medication found
            && target.substring(1).equals(localId(contained.getId()))) {
          return Optional.of(new Prescribed(source, found));
        }
      }
      return Optional.empty();
    }
    return Optional.ofNullable(medications.get(withoutVersion(target)));
  }

  /// HAPI keeps the `#` of a contained resource's id in some versions and drops it in others.
  private static String localId(@Nullable String id) {
    return id == null ? "" : id.startsWith("#") ? id.substring(1) : id;
  }

  private boolean isAbout(
      Subject subject, Reference reference, BundleEntryComponent entry, int index, String element) {
    String target = reference.hasReference() ? withoutVersion(reference.getReference()) : "";
    if (target.isEmpty()) {
      report(
          "required",
          at(index) + "." + element,
          "A literal reference to the Patient of the Bundle is required.");
      return false;
    }
    if (!subject.references().contains(target) || !sameServer(subject, target, entry)) {
      report(
          "value",
          at(index) + "." + element,
          "The resource must be about the one Patient of the Bundle.");
      return false;
    }
    return true;
  }

  /// R4 bundle.html 2.36.4.1: a relative reference means the server of the entry it stands in, so
  /// `Patient/1` of another server is another patient.
  private static boolean sameServer(Subject subject, String target, BundleEntryComponent entry) {
    if (!target.startsWith("Patient/")) {
      return true;
    }
    Optional<String> base = server(fullUrl(entry));
    Optional<String> patientBase = server(subject.fullUrl());
    return base.isEmpty() || patientBase.isEmpty() || base.equals(patientBase);
  }

  private static Optional<String> server(String fullUrl) {
    if (!fullUrl.startsWith("http")) {
      return Optional.empty();
    }
    int id = fullUrl.lastIndexOf('/');
    int type = id < 1 ? -1 : fullUrl.lastIndexOf('/', id - 1);
    return type < 0 ? Optional.of(fullUrl) : Optional.of(fullUrl.substring(0, type));
  }

  private static String withoutVersion(String reference) {
    int version = reference.indexOf("/_history/");
    return version < 0 ? reference : reference.substring(0, version);
  }

  /// `urn:uuid:…` where the sender uses it, since references inside the Bundle then do too; else
  /// `Type/id`; else the fullUrl.
  private static Source source(BundleEntryComponent entry, Resource resource) {
    String fullUrl = fullUrl(entry);
    if (fullUrl.startsWith("urn:")) {
      return new Source(fullUrl);
    }
    return new Source(id(resource).map(id -> resource.fhirType() + "/" + id).orElse(fullUrl));
  }

  private static List<String> namesOf(BundleEntryComponent entry, Resource resource) {
    String fullUrl = fullUrl(entry);
    Optional<String> id = id(resource);
    List<String> names = new ArrayList<>(2);
    if (!fullUrl.isEmpty()) {
      names.add(fullUrl);
    }
    if (id.isPresent()) {
      names.add(resource.fhirType() + "/" + id.get());
    }
    return names;
  }

  private static String fullUrl(BundleEntryComponent entry) {
    return entry.hasFullUrl() ? entry.getFullUrl() : "";
  }

  private static Optional<String> id(Resource resource) {
    return Optional.ofNullable(resource.getIdElement().getIdPart()).filter(LogicalId::matches);
  }

  private static String at(int index) {
    return "Bundle.entry[" + index + "].resource";
  }

  private void report(String code, String expression, String text) {
    if (violations.size() < FhirReader.MAXIMUM_VIOLATIONS) {
      violations.add(new Violation(code, expression, text));
    }
  }
}
