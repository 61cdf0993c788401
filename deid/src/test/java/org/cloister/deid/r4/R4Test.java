package org.cloister.deid.r4;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import org.cloister.deid.r4.Type.Kind;
import org.hl7.fhir.r4.model.ElementDefinition;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.junit.jupiter.api.Test;

class R4Test {
  private final R4 r4 = R4.load();

  @Test
  void resource_saysWhatTheStructureDefinitionsSay() throws IOException {
    try (InputStream in = R4.class.getResourceAsStream("r4.txt")) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo(R4Definitions.text());
    }
  }

  /// Counted from the snapshots themselves, so that a slip of the writer shows.
  @Test
  void load_knowsEveryPropertyOfEverySnapshot() {
    int properties = 0;
    for (String file : Set.of("profile/profiles-types.xml", "profile/profiles-resources.xml")) {
      for (StructureDefinition structure : R4Definitions.structures(file)) {
        for (ElementDefinition element : structure.getSnapshot().getElement()) {
          if (element.getPath().contains(".") && !R4Definitions.isQuantityKind(structure)) {
            properties += held(element);
          }
        }
      }
    }
    assertThat(properties).isGreaterThan(8000);
  }

  private int held(ElementDefinition element) {
    String path = element.getPath();
    int dot = path.lastIndexOf('.');
    Type type = r4.type(path.substring(0, dot)).orElse(null);
    if (type == null || type.kind() == Kind.PRIMITIVE) {
      assertThat(path).matches("[a-z].*|xhtml.*");
      return 0;
    }
    String name = path.substring(dot + 1);
    long choices = name.endsWith("[x]") ? element.getType().size() : 1;
    assertThat(type.elements())
        .filteredOn(e -> e.path().endsWith("." + name))
        .as(path)
        .hasSize((int) choices)
        .allMatch(e -> e.isList() == "*".equals(element.getMax()))
        .allMatch(e -> e.isRequired() == element.getMin() > 0);
    return (int) choices;
  }

  @Test
  void resourceTypes_areThe146ConcreteOnes() {
    assertThat(r4.resourceTypes())
        .hasSize(146)
        .contains("Bundle", "Binary", "Parameters", "Patient", "VisionPrescription")
        .doesNotContain("Resource", "DomainResource", "HumanName");
  }

  @Test
  void elements_haveTypesThatExist() {
    Set<String> unknown = new TreeSet<>();
    for (String name : r4.names()) {
      for (Element element : r4.type(name).orElseThrow().elements()) {
        if (r4.type(element.type()).isEmpty()) {
          unknown.add(name + "." + element.property() + ": " + element.type());
        }
      }
    }
    assertThat(unknown).isEmpty();
  }

  @Test
  void element_ofAChoiceHasItsNameInJson() {
    Type patient = r4.type("Patient").orElseThrow();
    assertThat(patient.element("deceasedDateTime"))
        .contains(
            new Element(
                "deceasedDateTime", "Patient.deceased[x]", "dateTime", false, false, Set.of()));
    assertThat(patient.element("deceased")).isEmpty();
  }

  @Test
  void element_thatRefersToAnotherLeadsThere() {
    Type item = r4.type("Questionnaire.item").orElseThrow();
    assertThat(item.element("item").orElseThrow().type()).isEqualTo("Questionnaire.item");
  }

  @Test
  void element_ofAClosedListHasItsCodes() {
    assertThat(r4.type("Patient").orElseThrow().element("gender").orElseThrow().codes())
        .containsExactlyInAnyOrder("male", "female", "other", "unknown");
  }

  @Test
  void type_hasTheElementsOfItsBase() {
    assertThat(r4.type("Patient").orElseThrow().elements())
        .extracting(Element::property)
        .startsWith(
            "id",
            "meta",
            "implicitRules",
            "language",
            "text",
            "contained",
            "extension",
            "modifierExtension",
            "identifier");
    assertThat(r4.type("Age").orElseThrow().elements())
        .extracting(Element::property)
        .containsExactly("id", "extension", "value", "comparator", "unit", "system", "code");
  }
}
