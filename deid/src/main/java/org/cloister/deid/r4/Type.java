package org.cloister.deid.r4;

import java.util.List;
import java.util.Optional;

/// A resource type, data type or backbone element.
///
/// @param name `Patient`, `HumanName`, `dateTime`, or the path of a backbone element:
///   `Patient.contact`
/// @param elements what a JSON object of the type may hold besides `resourceType`, in the order of
///   the standard, inherited ones included; none for a primitive
/// @param base the type it specialises: `DomainResource`, `BackboneElement`, `Quantity`; empty for
///   a primitive and for `Resource` and `Element`
public record Type(String name, Kind kind, List<Element> elements, String base) {
  public enum Kind {
    RESOURCE,
    COMPLEX,
    BACKBONE,
    PRIMITIVE
  }

  public Type {
    elements = List.copyOf(elements);
  }

  public Optional<Element> element(String property) {
    return elements.stream().filter(e -> e.property().equals(property)).findFirst();
  }
}
