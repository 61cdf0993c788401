package org.cloister.deid.r4;

import java.util.Set;

/// One property that a JSON object of a FHIR type may have.
///
/// @param property its name in JSON, with the choice resolved: `deceasedBoolean`
/// @param path its path in the StructureDefinition: `Patient.deceased[x]`, `HumanName.family`
/// @param type the name of its type, as [R4#type] takes it: `boolean`, `HumanName`, the path of a
///   backbone element such as `Patient.contact`, or `Resource` where any resource may stand
/// @param isList whether JSON has an array here
/// @param isRequired whether the standard asks for at least one
/// @param codes the values that its required binding allows, where the standard lists them; empty
///   otherwise
public record Element(
    String property,
    String path,
    String type,
    boolean isList,
    boolean isRequired,
    Set<String> codes) {
  public Element {
    codes = Set.copyOf(codes);
  }
}
