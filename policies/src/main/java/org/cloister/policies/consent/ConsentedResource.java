package org.cloister.policies.consent;

import com.google.errorprone.annotations.Immutable;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Resource;

/// What a Consent can tell apart about one resource: its names, its type, its security labels and
/// its clinical time. It holds no clinical value.
///
/// @param reference by which the user of this record will ask [ConsentScope#withholds]
/// @param type FHIR resource type
/// @param otherNames further references under which a Consent may name it (`Observation/1` beside a
///   `urn:uuid:`)
/// @param labels `meta.security`
/// @param clinicalTime when it happened or was measured, where the resource says so
@Immutable
public record ConsentedResource(
    String reference,
    String type,
    @SuppressWarnings("Immutable") Set<String> otherNames,
    @SuppressWarnings("Immutable") Set<Code> labels,
    @SuppressWarnings("Immutable") Optional<Span> clinicalTime) {

  public ConsentedResource {
    otherNames = Set.copyOf(otherNames);
    labels = Set.copyOf(labels);
  }

  /// Reads the facts off a resource.
  ///
  /// @param reference how the caller refers to it: the entry's `fullUrl`, or `Type/id`
  public static ConsentedResource of(String reference, Resource resource) {
    String type = resource.fhirType();
    Set<String> otherNames = new HashSet<>();
    if (resource.getIdElement().hasIdPart()) {
      otherNames.add(type + "/" + resource.getIdElement().getIdPart());
    }
    Set<Code> labels =
        resource.getMeta().getSecurity().stream()
            .map(ConsentedResource::label)
            .collect(Collectors.toUnmodifiableSet());
    return new ConsentedResource(reference, type, otherNames, labels, ClinicalTime.of(resource));
  }

  /// Whether a reference in a Consent names this resource. A resource that is known by a URN alone
  /// may be any resource of its type.
  Match isNamed(ResourceName wanted) {
    List<ResourceName> names =
        Stream.concat(Stream.of(reference), otherNames.stream())
            .flatMap(name -> ResourceName.parse(name).stream())
            .toList();
    if (names.stream().anyMatch(wanted::same)) {
      return Match.YES;
    }
    boolean comparable =
        names.stream().anyMatch(name -> name.type().isEmpty() == wanted.type().isEmpty());
    boolean otherType = !wanted.type().isEmpty() && !wanted.type().equals(type);
    return comparable || otherType ? Match.NO : Match.MAYBE;
  }

  /// A label that cannot be read may be any; it counts as the strictest.
  private static Code label(Coding label) {
    boolean readable =
        label.getSystem() != null
            && label.getCode() != null
            && !label.getSystem().isBlank()
            && !label.getCode().isBlank();
    return readable
        ? new Code(label.getSystem(), label.getCode())
        : new Code(DataCondition.CONFIDENTIALITY, "unreadable");
  }

  @Override
  public String toString() {
    return "ConsentedResource[redacted]";
  }
}
