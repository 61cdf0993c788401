package org.cloister.deid.r4;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.LenientErrorHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.ElementDefinition;
import org.hl7.fhir.r4.model.ElementDefinition.TypeRefComponent;
import org.hl7.fhir.r4.model.Enumerations.BindingStrength;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.hl7.fhir.r4.model.StructureDefinition.StructureDefinitionKind;
import org.hl7.fhir.r4.model.StructureDefinition.TypeDerivationRule;
import org.hl7.fhir.r4.model.ValueSet;

/// Writes the text that [R4] reads from HL7's StructureDefinitions. Run it with the path of the
/// resource to write it anew.
final class R4Definitions {
  private static final String ROOT = "/org/hl7/fhir/r4/model/";
  private static final String TYPE_OF_ID =
      "http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type";

  /// Where the standard has no closed list, or one too long to be of use here.
  private static final int LONGEST_CODE_LIST = 1000;

  private final BoundCodes boundCodes;
  private final Map<String, Set<String>> codes = new TreeMap<>();
  private final StringBuilder text = new StringBuilder();

  private R4Definitions(BoundCodes boundCodes) {
    this.boundCodes = boundCodes;
  }

  public static void main(String[] args) throws IOException {
    Files.writeString(Path.of(args[0]), text());
  }

  static String text() {
    R4Definitions writer =
        new R4Definitions(
            BoundCodes.of(read("valueset/valuesets.xml"), read("valueset/v3-codesystems.xml")));
    writer.text.append("# FHIR R4 4.0.1, from HL7's StructureDefinitions and ValueSets (CC0).\n");
    structures("profile/profiles-types.xml").forEach(writer::write);
    structures("profile/profiles-resources.xml").forEach(writer::write);
    writer.codes.forEach((name, values) ->
        writer
            .text
            .append("codes ")
            .append(name)
            .append(' ')
            .append(String.join(" ", values))
            .append('\n'));
    return writer.text.toString();
  }

  /// Every type that is not a profile on another.
  static List<StructureDefinition> structures(String file) {
    return read(file).getEntry().stream()
        .map(Bundle.BundleEntryComponent::getResource)
        .filter(StructureDefinition.class::isInstance)
        .map(StructureDefinition.class::cast)
        .filter(s -> s.getDerivation() != TypeDerivationRule.CONSTRAINT || isQuantityKind(s))
        .toList();
  }

  /// Age, Duration and their like are profiles on Quantity by derivation and types by name.
  static boolean isQuantityKind(StructureDefinition structure) {
    return Set.of("Age", "Count", "Distance", "Duration").contains(structure.getName());
  }

  static Bundle read(String file) {
    FhirContext context = FhirContext.forR4Cached();
    try (InputStream in = R4Definitions.class.getResourceAsStream(ROOT + file)) {
      return context
          .newXmlParser()
          .setParserErrorHandler(new LenientErrorHandler(false))
          .parseResource(Bundle.class, new InputStreamReader(in, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(StructureDefinition structure) {
    if (structure.getKind() == StructureDefinitionKind.PRIMITIVETYPE) {
      text.append("primitive ").append(structure.getName()).append('\n');
      return;
    }
    String root = structure.getSnapshot().getElementFirstRep().getPath();
    String base = structure.getBaseDefinition();
    String kind = structure.getKind() == StructureDefinitionKind.RESOURCE ? "resource" : "complex";
    String word = structure.getAbstract() ? "abstract " + kind : kind;
    writeType(structure, word, structure.getName(), root, base == null ? "" : lastOf(base));
    structure.getSnapshot().getElement().stream()
        .filter(e -> e.getPath().contains(".") && isBackbone(structure, e))
        .forEach(e ->
            writeType(
                structure, "backbone", e.getPath(), e.getPath(), typeOf(e.getTypeFirstRep())));
  }

  private void writeType(
      StructureDefinition structure, String word, String name, String path, String base) {
    text.append(word).append(' ').append(name);
    if (!base.isEmpty()) {
      text.append(" : ").append(base);
    }
    text.append('\n');
    Set<String> inherited = inherited(base);
    structure.getSnapshot().getElement().stream()
        .filter(e -> e.getPath().startsWith(path + "."))
        .filter(e -> e.getPath().indexOf('.', path.length() + 1) < 0)
        .filter(e -> !"0".equals(e.getMax()) || isQuantityKind(structure))
        .filter(e -> !inherited.contains(lastOf(e.getPath())))
        .forEach(e -> writeElement(structure, e));
  }

  private static Set<String> inherited(String base) {
    return switch (base) {
      case "Resource" -> Set.of("id", "meta", "implicitRules", "language");
      case "DomainResource" ->
          Set.of(
              "id",
              "meta",
              "implicitRules",
              "language",
              "text",
              "contained",
              "extension",
              "modifierExtension");
      case "Element" -> Set.of("id", "extension");
      case "BackboneElement" -> Set.of("id", "extension", "modifierExtension");
      case "Quantity" -> Set.of("id", "extension", "value", "comparator", "unit", "system", "code");
      default -> Set.of();
    };
  }

  private void writeElement(StructureDefinition structure, ElementDefinition element) {
    text.append("  ").append(lastOf(element.getPath())).append(' ');
    text.append(element.getMin() > 0 ? "1" : "0").append("1".equals(element.getMax()) ? "1" : "*");
    types(structure, element).forEach(type -> text.append(' ').append(type));
    if (element.getBinding().getStrength() == BindingStrength.REQUIRED
        && types(structure, element).contains("code")) {
      String valueSet = element.getBinding().getValueSet().replaceFirst("\\|.*", "");
      Set<String> values = boundCodes.of(valueSet);
      if (!values.isEmpty() && values.size() <= LONGEST_CODE_LIST) {
        codes.put(lastOf(valueSet), values);
        text.append(" = ").append(lastOf(valueSet));
      }
    }
    text.append('\n');
  }

  private static Set<String> types(StructureDefinition structure, ElementDefinition element) {
    if (element.hasContentReference()) {
      return Set.of(element.getContentReference().substring(1));
    }
    if (isBackbone(structure, element)) {
      return Set.of(element.getPath());
    }
    if (element.getPath().equals("Resource.id")) {
      return Set.of("id"); // the StructureDefinition says string; resource.html#id says id
    }
    return element.getType().stream()
        .map(R4Definitions::typeOf)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static boolean isBackbone(StructureDefinition structure, ElementDefinition element) {
    return Stream.of("BackboneElement", "Element")
            .anyMatch(t -> t.equals(element.getTypeFirstRep().getCode()))
        && structure.getSnapshot().getElement().stream()
            .anyMatch(e -> e.getPath().startsWith(element.getPath() + "."));
  }

  private static String typeOf(TypeRefComponent type) {
    if (type.hasExtension(TYPE_OF_ID)) {
      return type.getExtensionByUrl(TYPE_OF_ID).getValue().primitiveValue();
    }
    return lastOf(type.getCode());
  }

  private static String lastOf(String path) {
    return path.substring(Math.max(path.lastIndexOf('.'), path.lastIndexOf('/')) + 1);
  }

  /// The codes of value sets that list them.
  private record BoundCodes(Map<String, Set<String>> codesOfSystem, Bundle valueSets) {
    static BoundCodes of(Bundle valueSets, Bundle v3) {
      Map<String, Set<String>> systems = new TreeMap<>();
      Stream.of(valueSets, v3)
          .flatMap(b -> b.getEntry().stream())
          .map(Bundle.BundleEntryComponent::getResource)
          .filter(CodeSystem.class::isInstance)
          .map(CodeSystem.class::cast)
          .forEach(s ->
              addAll(s.getConcept(), systems.computeIfAbsent(s.getUrl(), _ -> new TreeSet<>())));
      return new BoundCodes(systems, valueSets);
    }

    private static void addAll(
        List<CodeSystem.ConceptDefinitionComponent> concepts, Set<String> into) {
      concepts.forEach(c -> {
        into.add(c.getCode());
        addAll(c.getConcept(), into);
      });
    }

    /// Empty if the value set does not list its codes.
    Set<String> of(String valueSet) {
      Set<String> found = new TreeSet<>();
      for (Bundle.BundleEntryComponent entry : valueSets.getEntry()) {
        if (entry.getResource() instanceof ValueSet set && valueSet.equals(set.getUrl())) {
          for (var include : set.getCompose().getInclude()) {
            Set<String> codes = of(include);
            if (codes.isEmpty()) {
              return Set.of();
            }
            found.addAll(codes);
          }
        }
      }
      return found;
    }

    private Set<String> of(ValueSet.ConceptSetComponent include) {
      if (include.hasFilter()) {
        return Set.of();
      }
      Set<String> codes = new TreeSet<>();
      include.getConcept().forEach(c -> codes.add(c.getCode()));
      include.getValueSet().forEach(v -> codes.addAll(of(v.getValue())));
      if (codes.isEmpty()) {
        codes.addAll(codesOfSystem.getOrDefault(include.getSystem(), Set.of()));
      }
      return codes;
    }
  }
}
