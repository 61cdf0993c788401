package org.cloister.policies.consent;

import com.google.errorprone.annotations.Immutable;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A literal reference, taken apart: `Observation/1`, `https://ehr.example/fhir/Observation/1`,
/// `urn:uuid:…`. A version (`/_history/2`) is dropped: a Consent follows the resource, not one of
/// its versions.
///
/// @param base the server, where the reference was absolute; `urn:` for a URN
/// @param type empty for a URN
@Immutable
record ResourceName(@SuppressWarnings("Immutable") Optional<String> base, String type, String id) {
  private static final Pattern FORM =
      Pattern.compile(
          "(?:(?<base>https?://[^?#\\s]+)/)?(?<type>[A-Z][A-Za-z]+)/(?<id>[A-Za-z0-9.-]{1,64})"
              + "(?:/_history/[A-Za-z0-9.-]{1,64})?");

  /// Empty for fragments (`#a`), conditional references and anything else that names no resource.
  static Optional<ResourceName> parse(String reference) {
    if (reference.startsWith("urn:uuid:") || reference.startsWith("urn:oid:")) {
      return Optional.of(new ResourceName(Optional.of("urn:"), "", reference));
    }
    Matcher matcher = FORM.matcher(reference);
    return matcher.matches()
        ? Optional.of(
            new ResourceName(
                Optional.ofNullable(matcher.group("base")),
                matcher.group("type"),
                matcher.group("id")))
        : Optional.empty();
  }

  /// Whether both name one resource. A relative reference means the server that the data came from,
  /// which we take to be the same for both.
  boolean same(ResourceName other) {
    return type.equals(other.type)
        && id.equals(other.id)
        && (base.isEmpty() || other.base.isEmpty() || base.equals(other.base));
  }

  @Override
  public String toString() {
    return "ResourceName[redacted]";
  }
}
