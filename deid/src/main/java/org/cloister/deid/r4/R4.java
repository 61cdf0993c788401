package org.cloister.deid.r4;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Every type of FHIR R4 4.0.1, as HL7's StructureDefinitions define it. Immutable.
///
/// It is read from a text in this package that says the same in a hundredth of the size; a test
/// holds the text against the StructureDefinitions.
public final class R4 {
  private final Map<String, Type> types;
  private final Set<String> resourceTypes;

  R4(Map<String, Type> types, Set<String> resourceTypes) {
    this.types = Map.copyOf(types);
    this.resourceTypes = resourceTypes;
  }

  public static R4 load() {
    try (InputStream in = R4.class.getResourceAsStream("r4.txt")) {
      if (in == null) {
        throw new IllegalStateException("the definitions of FHIR R4 are not on the class path");
      }
      List<String> lines =
          new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).lines().toList();
      return R4Text.read(lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The types that may stand in a `resourceType`, in alphabetical order.
  public Set<String> resourceTypes() {
    return resourceTypes;
  }

  /// Resource types, data types, primitive types, backbone elements by their path, and the abstract
  /// `Resource`, `DomainResource`, `Element` and `BackboneElement`.
  public Optional<Type> type(String name) {
    return Optional.ofNullable(types.get(name));
  }

  /// The names that [#type] knows.
  public Set<String> names() {
    return types.keySet();
  }
}
