package org.cloister.deid.fhir;

import ca.uhn.fhir.context.BaseRuntimeChildDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementCompositeDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementDefinition;
import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.RuntimeChildContainedResources;
import ca.uhn.fhir.context.RuntimeChildDirectResource;
import ca.uhn.fhir.context.RuntimeChildExtension;
import ca.uhn.fhir.context.RuntimeChildPrimitiveEnumerationDatatypeDefinition;
import ca.uhn.fhir.context.RuntimeResourceDefinition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.cloister.deid.fhir.Shape.Child;
import org.cloister.deid.fhir.Shape.Form;
import org.cloister.deid.fhir.Shape.Repetition;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.r4.model.Extension;

/// The [Shape] of every FHIR R4 type, made when it is first met and kept. Safe for concurrent use.
final class Shapes {
  private static final int MOST_SLOTS = Long.SIZE;

  private final FhirContext context;
  private final Set<String> resourceTypes;
  private final Shape companion;
  private final Map<Class<? extends IBase>, Shape> byClass = new ConcurrentHashMap<>();
  private final Map<String, Shape> byResourceType = new ConcurrentHashMap<>();

  Shapes(FhirContext context) {
    this.context = context;
    this.resourceTypes = Set.copyOf(context.getResourceTypes());
    Shape extension = of(context.getElementDefinition(Extension.class));
    Map<String, Child> children = new HashMap<>(extension.children());
    children.keySet().retainAll(Set.of("id", "extension"));
    this.companion =
        new Shape(extension.definition(), Map.copyOf(children), extension.elementNames(), 0);
  }

  /// Exact spelling only: HAPI's own look-up ignores case, FHIR does not.
  Optional<Shape> ofResource(String type) {
    Shape known = byResourceType.get(type);
    if (known != null) {
      return Optional.of(known);
    }
    if (!resourceTypes.contains(type)) {
      return Optional.empty();
    }
    Shape shape = of(context.getResourceDefinition(type));
    byResourceType.put(type, shape);
    return Optional.of(shape);
  }

  Shape of(BaseRuntimeElementDefinition<?> definition) {
    Shape known = byClass.get(definition.getImplementingClass());
    if (known != null) {
      return known;
    }
    Shape shape = flatten(definition);
    byClass.put(definition.getImplementingClass(), shape);
    return shape;
  }

  /// What stands beside a primitive under its name with an underscore: `Element.id` and extensions.
  Shape companion() {
    return companion;
  }

  private Shape flatten(BaseRuntimeElementDefinition<?> definition) {
    if (!(definition instanceof BaseRuntimeElementCompositeDefinition<?> composite)) {
      throw new IllegalArgumentException("not a type with children: " + definition.getName());
    }
    Map<String, Child> children = new HashMap<>();
    List<String> elementNames = new ArrayList<>();
    long required = 0;
    if (definition instanceof RuntimeResourceDefinition) {
      elementNames.add("resourceType");
    }
    for (BaseRuntimeChildDefinition child : composite.getChildrenAndExtension()) {
      int slot = elementNames.size();
      if (slot == MOST_SLOTS) {
        throw new IllegalStateException("too many elements in " + definition.getName());
      }
      elementNames.add(child.getElementName());
      if (child.getMin() > 0) {
        required |= 1L << slot;
      }
      addProperties(child, slot, children);
    }
    return new Shape(definition, Map.copyOf(children), List.copyOf(elementNames), required);
  }

  private void addProperties(
      BaseRuntimeChildDefinition child, int slot, Map<String, Child> children) {
    Repetition repetition = child.getMax() == 1 ? Repetition.SINGLE : Repetition.LIST;
    String elementName = child.getElementName();
    if (child instanceof RuntimeChildDirectResource
        || child instanceof RuntimeChildContainedResources) {
      children.put(elementName, new Child(slot, child, Form.RESOURCE, repetition, null, null));
      return;
    }
    if (child instanceof RuntimeChildExtension) {
      var extension = context.getElementDefinition(Extension.class);
      children.put(elementName, new Child(slot, child, Form.OBJECT, repetition, extension, null));
      return;
    }
    Object codes =
        child instanceof RuntimeChildPrimitiveEnumerationDatatypeDefinition
            ? child.getInstanceConstructorArguments()
            : null;
    for (String property : child.getValidChildNames()) {
      // HAPI also lists `subjectResource` beside `subject`, a relic of a form FHIR never had.
      if (property.endsWith("Resource") && !property.equals(elementName)) {
        continue;
      }
      BaseRuntimeElementDefinition<?> type = child.getChildByName(property);
      children.put(property, new Child(slot, child, form(type), repetition, type, codes));
    }
  }

  /// FHIR R4 json.html, 2.6.2.2: which primitives are JSON strings, numbers and booleans.
  private static Form form(BaseRuntimeElementDefinition<?> type) {
    return switch (type.getChildType()) {
      case PRIMITIVE_DATATYPE ->
          switch (type.getName()) {
            case "boolean" -> Form.BOOLEAN;
            case "integer", "positiveInt", "unsignedInt" -> Form.INTEGER;
            case "decimal" -> Form.DECIMAL;
            default -> Form.STRING;
          };
      case PRIMITIVE_XHTML, PRIMITIVE_XHTML_HL7ORG, ID_DATATYPE -> Form.STRING;
      default -> Form.OBJECT;
    };
  }
}
