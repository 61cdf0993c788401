package org.cloister.deid.fhir;

import ca.uhn.fhir.parser.DataFormatException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cloister.deid.fhir.Shape.Child;
import org.cloister.deid.fhir.Shape.Repetition;
import org.hl7.fhir.exceptions.FHIRException;
import org.hl7.fhir.instance.model.api.IPrimitiveType;
import org.jspecify.annotations.Nullable;

/// Says what is wrong with a document that [ResourceBuilder] did not take. One walk over its JSON
/// tree against the [Shapes]: unknown properties, JSON types, cardinality, modifier extensions, and
/// the form of every primitive value. Good for one document and one thread.
///
/// The path to the element at hand is kept in two arrays, so that a sound document costs no
/// allocation for it.
final class ShapeCheck {
  /// Types that the product reads. A modifier extension says that the resource does not mean what
  /// it seems to mean; where nothing is read, nothing can be misread.
  static final Set<String> READ =
      Set.of(
          "Bundle",
          "Condition",
          "Consent",
          "List",
          "Medication",
          "MedicationRequest",
          "MedicationStatement",
          "Observation",
          "Parameters",
          "Patient");

  private static final String RESOURCE_TYPE = "resourceType";
  private static final int NO_INDEX = -1;

  private final Shapes shapes;
  private final List<Violation> violations = new ArrayList<>();
  private final String[] names;
  private final int[] indices;
  private int depth;
  private boolean modifiersMatter;

  ShapeCheck(Shapes shapes, int maximumDepth) {
    this.shapes = shapes;
    this.names = new String[maximumDepth + 2];
    this.indices = new int[maximumDepth + 2];
  }

  /// What is wrong, in document order; empty when nothing is found.
  List<Violation> check(JsonNode root) {
    resource(root, "");
    return violations;
  }

  private boolean isFull() {
    return violations.size() >= FhirReader.MAXIMUM_VIOLATIONS;
  }

  private void resource(JsonNode node, String elementName) {
    if (!(node instanceof ObjectNode object)) {
      report("invalid", "A resource must be a JSON object.");
      return;
    }
    JsonNode type = object.get(RESOURCE_TYPE);
    if (type == null) {
      report("required", "A resource must say its resourceType.");
      return;
    }
    Optional<Shape> shape =
        type.isTextual() ? shapes.ofResource(type.textValue()) : Optional.empty();
    if (shape.isEmpty()) {
      report("invalid", "FHIR R4 has no resource of this type.");
      return;
    }
    if (elementName.isEmpty()) {
      push(shape.get().name(), NO_INDEX);
    }
    boolean outer = modifiersMatter;
    modifiersMatter = READ.contains(shape.get().name());
    object(object, shape.get());
    id(object.get("id"), elementName);
    modifiersMatter = outer;
    if (elementName.isEmpty()) {
      pop();
    }
  }

  /// R4 references.html 2.3.0.3: a contained resource is nothing without its id.
  private void id(@Nullable JsonNode id, String elementName) {
    push("id", NO_INDEX);
    if (id == null && elementName.equals("contained")) {
      report("required", "This element is required.");
    } else if (id != null && id.isTextual() && !LogicalId.matches(id.textValue())) {
      report("value", "A resource id has 1 to 64 letters, digits, hyphens and dots.");
    }
    pop();
  }

  private void object(ObjectNode object, Shape shape) {
    if (object.isEmpty()) {
      report("invalid", "An element must not be empty.");
      return;
    }
    long values = 0;
    long companions = 0;
    for (Map.Entry<String, JsonNode> property : object.properties()) {
      if (isFull()) {
        return;
      }
      String name = property.getKey();
      Child child = shape.children().get(name);
      if (child != null) {
        if ((values & bit(child)) != 0) {
          push(child.elementName(), NO_INDEX);
          report("invalid", "Only one of the types of this element may be there.");
          pop();
        }
        values |= bit(child);
        property(child, name, property.getValue(), object);
      } else {
        companions |= otherProperty(shape, name, property.getValue());
      }
    }
    missing(shape, values | companions);
  }

  /// A companion, `resourceType`, or nothing that FHIR knows. Answers the bit of the companion.
  private long otherProperty(Shape shape, String name, JsonNode value) {
    Child primitive = name.startsWith("_") ? shape.children().get(name.substring(1)) : null;
    if (primitive != null && primitive.form().isPrimitive()) {
      companion(primitive, value);
      return bit(primitive);
    }
    if (!name.equals(RESOURCE_TYPE) || !shape.elementNames().getFirst().equals(RESOURCE_TYPE)) {
      report("invalid", "The element has a property that FHIR R4 does not define here.");
    }
    return 0;
  }

  private static long bit(Child child) {
    return 1L << child.slot();
  }

  private void missing(Shape shape, long present) {
    long missing = shape.required() & ~present;
    while (missing != 0 && !isFull()) {
      push(shape.elementNames().get(Long.numberOfTrailingZeros(missing)), NO_INDEX);
      report("required", "This element is required.");
      pop();
      missing &= missing - 1;
    }
  }

  private void property(Child child, String name, JsonNode value, ObjectNode parent) {
    if (modifiersMatter && name.equals("modifierExtension")) {
      push(name, NO_INDEX);
      report("extension", "A modifier extension changes the meaning and none is understood.");
      pop();
      return;
    }
    if (child.repetition() == Repetition.SINGLE) {
      push(child.elementName(), NO_INDEX);
      single(child, value);
      pop();
      return;
    }
    if (!value.isArray() || value.isEmpty()) {
      push(child.elementName(), NO_INDEX);
      report("invalid", "This element must be a JSON array with at least one item.");
      pop();
      return;
    }
    // json.html 2.6.2.3: null keeps the place of an item of which only the companion is there.
    boolean mayBeNull = child.form().isPrimitive() && parent.has("_" + name);
    for (int i = 0; i < value.size() && !isFull(); i++) {
      JsonNode item = value.get(i);
      if (!(item.isNull() && mayBeNull)) {
        push(child.elementName(), i);
        single(child, item);
        pop();
      }
    }
  }

  private void single(Child child, JsonNode value) {
    switch (child.form()) {
      case RESOURCE -> resource(value, child.elementName());
      case OBJECT -> {
        if (value instanceof ObjectNode object && child.definition() != null) {
          object(object, shapes.of(child.definition()));
        } else {
          report("invalid", "This element must be a JSON object.");
        }
      }
      case STRING -> {
        if (!value.isTextual()) {
          report("invalid", "This element must be a JSON string.");
        } else if (value.textValue().isEmpty()) {
          report("invalid", "An element must not be empty.");
        } else {
          form(child, value);
        }
      }
      case BOOLEAN ->
          expect(child, value, value.isBoolean(), "This element must be a JSON boolean.");
      case INTEGER ->
          expect(child, value, value.isIntegralNumber(), "This element must be a whole number.");
      case DECIMAL -> {
        boolean isNumber = value.isNumber();
        if (isNumber && Math.abs((long) scale(value)) > ResourceBuilder.LARGEST_EXPONENT) {
          report("value", "The exponent of this number is out of bounds.");
        } else {
          expect(child, value, isNumber, "This element must be a JSON number.");
        }
      }
    }
  }

  private static int scale(JsonNode number) {
    return number.isBigDecimal() ? number.decimalValue().scale() : 0;
  }

  private void expect(Child child, JsonNode value, boolean isOfForm, String otherwise) {
    if (isOfForm) {
      form(child, value);
    } else {
      report("invalid", otherwise);
    }
  }

  /// Tries the value on HAPI's own type, as the builder did; no XHTML is ever parsed.
  private void form(Child child, JsonNode value) {
    if (child.definition() == null
        || child.definition().getName().equals("xhtml")
        || !(child.definition().newInstance(child.codes())
            instanceof IPrimitiveType<?> primitive)) {
      return;
    }
    try {
      primitive.setValueAsString(value.asText());
    } catch (IllegalArgumentException | DataFormatException | FHIRException e) {
      if (child.codes() == null) {
        report("value", "The value has not the form of its type.");
      } else {
        report("code-invalid", "FHIR R4 has no such code for this element.");
      }
    }
  }

  /// `_birthDate` beside `birthDate`: an id and extensions, and nothing else.
  private void companion(Child primitive, JsonNode value) {
    push(primitive.elementName(), NO_INDEX);
    if (primitive.repetition() == Repetition.SINGLE) {
      companionItem(value);
    } else if (value.isArray()) {
      for (JsonNode item : value) {
        if (!item.isNull()) {
          companionItem(item);
        }
      }
    } else {
      report("invalid", "The companion of a list must be a JSON array.");
    }
    pop();
  }

  private void companionItem(JsonNode item) {
    if (item instanceof ObjectNode object) {
      object(object, shapes.companion());
    } else {
      report("invalid", "The companion of a primitive element must be a JSON object.");
    }
  }

  private void report(String code, String text) {
    if (!isFull()) {
      violations.add(new Violation(code, path(), text));
    }
  }

  private void push(String name, int index) {
    names[depth] = name;
    indices[depth] = index;
    depth++;
  }

  private void pop() {
    depth--;
  }

  /// Element names are FHIR's own; no key of the document is among them.
  private String path() {
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < depth; i++) {
      path.append(i == 0 ? "" : ".").append(names[i]);
      if (indices[i] != NO_INDEX) {
        path.append('[').append(indices[i]).append(']');
      }
    }
    return path.isEmpty() ? "Resource" : path.toString();
  }
}
