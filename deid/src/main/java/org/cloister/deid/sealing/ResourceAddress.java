package org.cloister.deid.sealing;

import com.google.errorprone.annotations.Immutable;
import java.util.UUID;
import java.util.regex.Pattern;

/// Where a stored FHIR resource belongs; all of it is bound into the resource's sealing, so that
/// two rows cannot trade their contents.
///
/// @param resourceType FHIR resource type, such as `RiskAssessment`
/// @param resourceId its logical id
/// @param recordId the record of the log that vouches for it
/// @param subject blind index of its patient
@Immutable
public record ResourceAddress(
    String resourceType, UUID resourceId, UUID recordId, SubjectIndex subject) {
  private static final Pattern TYPE = Pattern.compile("[A-Z][A-Za-z]{1,63}");

  public ResourceAddress {
    if (!TYPE.matcher(resourceType).matches()) {
      throw new IllegalArgumentException("not a FHIR resource type");
    }
  }

  /// The context in which such a resource is sealed and opened: under the patient's clinical key,
  /// so that it is gone when that key is.
  public SealContext context(String tenant) {
    return new SealContext(
        tenant, subject, recordId, resourceType + "/" + resourceId, KeyClass.CLINICAL);
  }
}
