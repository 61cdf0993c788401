package org.cloister.deid;

import com.google.errorprone.annotations.Immutable;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.cloister.policies.RequestId;
import org.cloister.policies.consent.ConsentedResource;
import org.cloister.policies.consent.PatientConsents;
import org.hl7.fhir.r4.model.Bundle;

/// Evidence that a Bundle is one patient's collection, and what of it may ever be read. Only
/// [#parse] makes one. It belongs to one request.
///
/// It holds copies, never a HAPI object: changing the Bundle afterwards changes nothing here. What
/// identifies the patient goes out through the accessors below, which the policies need, and
/// through nothing else; clinical content is for [Deidentifier] alone.
@Immutable
public final class IdentifiedBundle {
  /// More entries are refused: a record that long is for the batch interface.
  public static final int MAXIMUM_ENTRIES = 10_000;

  private final RequestId requestId;
  private final String patientId;

  @SuppressWarnings("Immutable") // Set.copyOf
  private final Set<String> resourceTypes;

  private final PatientConsents consents;

  @SuppressWarnings("Immutable") // List.copyOf of immutable records
  private final List<ConsentedResource> consentedResources;

  @SuppressWarnings("Immutable") // records of immutable values, lists copied where they are made
  private final Chart chart;

  IdentifiedBundle(
      RequestId requestId,
      String patientId,
      PatientConsents consents,
      List<ConsentedResource> consentedResources,
      Set<String> resourceTypes,
      Chart chart) {
    this.requestId = requestId;
    this.patientId = patientId;
    this.resourceTypes = Set.copyOf(resourceTypes);
    this.consents = consents;
    this.consentedResources = List.copyOf(consentedResources);
    this.chart = chart;
  }

  /// Accepts a Bundle of type `collection` with
  /// - at most [#MAXIMUM_ENTRIES] entries, each with a resource, no resource twice;
  /// - exactly one Patient, who has an id (`Patient.id`, or a `urn:uuid:` as fullUrl);
  /// - every Observation, Condition, MedicationStatement and MedicationRequest with a literal
  ///   reference to that Patient as its subject, every Consent with one as its patient, and no List
  ///   about anyone else.
  ///
  /// Entries of other types are counted in [#resourceTypes] and then forgotten unread.
  public static ParsedBundle parse(RequestId requestId, Bundle bundle) {
    return new BundleReading(requestId, bundle).read();
  }

  public RequestId requestId() {
    return requestId;
  }

  /// Logical id, without the type.
  public String patientId() {
    return patientId;
  }

  /// FHIR types of all entries, for the scope check.
  public Set<String> resourceTypes() {
    return resourceTypes;
  }

  /// The Consents among the entries.
  public PatientConsents consents() {
    return consents;
  }

  /// What a Consent can tell apart about the resources that [Deidentifier] may read, each under the
  /// reference by which it will ask whether it is withheld.
  public List<ConsentedResource> consentedResources() {
    return consentedResources;
  }

  /// The first of the five years in which the patient was born, 2015 for 2015 to 2019: as much as
  /// the law about keeping children's records needs. Empty where no birth date is known.
  public OptionalInt birthYearsFrom() {
    return chart.person().birth().stream().mapToInt(birth -> birth.year() / 5 * 5).findFirst();
  }

  Chart chart() {
    return chart;
  }

  @Override
  public String toString() {
    return "IdentifiedBundle[redacted]";
  }
}
