package org.cloister.deid.fhir;

import ca.uhn.fhir.context.BaseRuntimeElementDefinition;
import ca.uhn.fhir.parser.DataFormatException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.TreeNode;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cloister.deid.fhir.Shape.Child;
import org.cloister.deid.fhir.Shape.Repetition;
import org.hl7.fhir.exceptions.FHIRException;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.instance.model.api.IPrimitiveType;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;

/// Builds HAPI's objects straight from the tokens of a document, in one pass, and checks it against
/// the [Shapes] on the way. It takes a sound document or none: what is wrong with another is for
/// [ShapeCheck] to say. Good for one document and one thread.
///
/// It stands here in place of HAPI's own parser because that takes three times as long for the same
/// objects (a stack of states, a search by name in each); every value still goes through HAPI's own
/// types. The tests hold both to the same result.
///
/// Narratives are checked for their shape and left out, so no XHTML is ever parsed.
final class ResourceBuilder {
  private static final String RESOURCE_TYPE = "resourceType";

  /// A decimal with a larger exponent is no measurement, and costs memory once it is written out.
  static final int LARGEST_EXPONENT = 400;

  private final Shapes shapes;
  private JsonParser tokens;
  private boolean modifiersMatter;

  private ResourceBuilder(Shapes shapes, JsonParser tokens) {
    this.shapes = shapes;
    this.tokens = tokens;
  }

  /// The resource of the document, or empty when it is not FHIR R4 of the required shape.
  ///
  /// @param tokens a parser at the start of the document, which can read trees and refuses names
  ///   that come twice in one
  /// @throws IOException when the document is not well-formed JSON, or beyond the parser's limits;
  ///   on an unsound document it may not have been read so far
  static Optional<Resource> build(Shapes shapes, JsonParser tokens) throws IOException {
    try {
      require(tokens.nextToken() == JsonToken.START_OBJECT);
      Resource resource = new ResourceBuilder(shapes, tokens).resource("");
      require(tokens.nextToken() == null);
      return Optional.of(resource);
    } catch (Unsound | DataFormatException | FHIRException | IllegalArgumentException unsound) {
      // The texts of HAPI's exceptions may hold values.
      return Optional.empty();
    }
  }

  /// The document is to be refused; no more is said, because it will be looked at again.
  private static final class Unsound extends Exception {
    private static final long serialVersionUID = 1;

    private Unsound() {
      super(null, null, false, false);
    }
  }

  private static void require(boolean sound) throws Unsound {
    if (!sound) {
      throw new Unsound();
    }
  }

  /// At the start of its object; afterwards at the end of it.
  private Resource resource(String elementName) throws IOException, Unsound {
    require(tokens.currentToken() == JsonToken.START_OBJECT);
    if (!RESOURCE_TYPE.equals(tokens.nextFieldName())) {
      return typeLater(elementName);
    }
    require(tokens.nextToken() == JsonToken.VALUE_STRING);
    Shape shape = shapes.ofResource(tokens.getText()).orElseThrow(Unsound::new);
    boolean outer = modifiersMatter;
    modifiersMatter = ShapeCheck.READ.contains(shape.name());
    Resource resource = (Resource) shape.definition().newInstance();
    fill(resource, shape);
    modifiersMatter = outer;
    name(resource, shape.name(), elementName);
    return resource;
  }

  /// The order of properties means nothing (RFC 8259 section 4), and some stores sort them.
  private Resource typeLater(String elementName) throws IOException, Unsound {
    TreeNode tree = tokens.readValueAsTree();
    require(tree instanceof ObjectNode);
    ObjectNode object = (ObjectNode) tree;
    JsonNode type = object.get(RESOURCE_TYPE);
    require(type != null);
    ObjectNode sorted = JsonNodeFactory.instance.objectNode().set(RESOURCE_TYPE, type);
    JsonParser outer = tokens;
    tokens = sorted.setAll(object).traverse(outer.getCodec());
    var _ = tokens.nextToken();
    Resource resource = resource(elementName);
    tokens = outer;
    return resource;
  }

  /// R4 references.html 2.3.0.3: a contained resource is nothing without its id.
  private static void name(Resource resource, String type, String elementName) throws Unsound {
    IdType id = resource.getIdElement();
    String text = id.getValue();
    if (text == null) {
      require(!elementName.equals("contained"));
      return;
    }
    require(LogicalId.matches(text));
    if (elementName.equals("contained")) {
      return;
    }
    String version = resource.hasMeta() ? resource.getMeta().getVersionId() : null;
    resource.setIdElement(new IdType(type, text, version));
  }

  /// Extensions and id of a primitive, which stand beside it; kept until the object ends, because
  /// either may come first.
  private record Companion(Child child, JsonNode value) {}

  /// From behind the first token of an object, or behind its resourceType, to its end.
  private void fill(IBase target, Shape shape) throws IOException, Unsound {
    long values = 0;
    long awaited = 0;
    long companions = 0;
    List<Companion> beside = List.of();
    for (String name = tokens.nextFieldName(); name != null; name = tokens.nextFieldName()) {
      var _ = tokens.nextToken();
      Child child = shape.children().get(name);
      if (child != null) {
        long bit = 1L << child.slot();
        // Once each, and only one of the types of a choice.
        require((values & bit) == 0);
        values |= bit;
        awaited |= property(target, child, name) ? bit : 0;
      } else {
        require(name.startsWith("_"));
        Child primitive = shape.children().get(name.substring(1));
        if (primitive == null || !primitive.form().isPrimitive()) {
          throw new Unsound();
        }
        long bit = 1L << primitive.slot();
        require((companions & bit) == 0);
        companions |= bit;
        beside = beside.isEmpty() ? new ArrayList<>(2) : beside;
        beside.add(new Companion(primitive, tokens.readValueAsTree()));
      }
    }
    // A resource has its resourceType at least.
    require((values | companions) != 0 || target instanceof Resource);
    require((shape.required() & ~(values | companions)) == 0);
    require((awaited & ~companions) == 0);
    for (Companion companion : beside) {
      companion(target, companion);
    }
    if (target instanceof Extension extension) {
      // R4 extensibility.html, ext-1: a value or extensions, not both.
      require(extension.getValue() == null || extension.getExtension().isEmpty());
    }
  }

  /// Reads one property.
  ///
  /// @return whether an item is missing whose companion must be there instead (json.html 2.6.2.3)
  private boolean property(IBase target, Child child, String name) throws IOException, Unsound {
    require(!(modifiersMatter && name.equals("modifierExtension")));
    if (child.repetition() == Repetition.SINGLE) {
      IBase value = value(child);
      if (value != null) {
        child.place().getMutator().setValue(target, value);
      }
      return false;
    }
    require(tokens.currentToken() == JsonToken.START_ARRAY);
    require(tokens.nextToken() != JsonToken.END_ARRAY);
    boolean anyMissing = false;
    do {
      IBase item;
      if (tokens.currentToken() == JsonToken.VALUE_NULL && child.form().isPrimitive()) {
        anyMissing = true;
        item = instance(child);
      } else {
        item = value(child);
      }
      if (item != null) {
        child.place().getMutator().addValue(target, item);
      }
    } while (tokens.nextToken() != JsonToken.END_ARRAY);
    return anyMissing;
  }

  /// The value at hand, null for one that is checked and left out.
  private @Nullable IBase value(Child child) throws IOException, Unsound {
    JsonToken token = tokens.currentToken();
    return switch (child.form()) {
      case RESOURCE -> resource(child.elementName());
      case OBJECT -> {
        require(token == JsonToken.START_OBJECT);
        IBase value = instance(child);
        Shape shape = shapes.of(definition(child));
        fill(value, shape);
        yield shape.name().equals("Narrative") ? null : value;
      }
      case STRING -> {
        require(token == JsonToken.VALUE_STRING && tokens.getTextLength() > 0);
        yield isMarkup(child) ? null : primitive(child, tokens.getText());
      }
      case BOOLEAN -> {
        require(token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE);
        yield primitive(child, tokens.getText());
      }
      case INTEGER -> {
        require(token == JsonToken.VALUE_NUMBER_INT);
        yield primitive(child, tokens.getText());
      }
      case DECIMAL -> {
        require(token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT);
        yield primitive(child, decimal(tokens.getText()));
      }
    };
  }

  private static boolean isMarkup(Child child) throws Unsound {
    return definition(child).getName().equals("xhtml");
  }

  /// The digits as they came, unless they came with an exponent.
  private static String decimal(String text) throws Unsound {
    if (text.indexOf('e') < 0 && text.indexOf('E') < 0) {
      return text;
    }
    BigDecimal number = new BigDecimal(text);
    require(Math.abs((long) number.scale()) <= LARGEST_EXPONENT);
    return number.toString();
  }

  private static IBase primitive(Child child, String text) throws Unsound {
    IBase instance = instance(child);
    require(instance instanceof IPrimitiveType<?>);
    ((IPrimitiveType<?>) instance).setValueAsString(text);
    return instance;
  }

  private static IBase instance(Child child) throws Unsound {
    return child.codes() == null
        ? definition(child).newInstance()
        : definition(child).newInstance(child.codes());
  }

  private static BaseRuntimeElementDefinition<?> definition(Child child) throws Unsound {
    BaseRuntimeElementDefinition<?> definition = child.definition();
    if (definition == null) {
      throw new Unsound();
    }
    return definition;
  }

  private void companion(IBase target, Companion companion) throws IOException, Unsound {
    Child child = companion.child();
    List<IBase> present = child.place().getAccessor().getValues(target);
    if (child.repetition() == Repetition.SINGLE) {
      IBase primitive = present.isEmpty() ? placed(target, child) : present.getFirst();
      attach(child, primitive, companion.value());
      return;
    }
    require(companion.value().isArray());
    for (int i = 0; i < companion.value().size(); i++) {
      IBase primitive = i < present.size() ? present.get(i) : placed(target, child);
      if (!companion.value().get(i).isNull()) {
        attach(child, primitive, companion.value().get(i));
      }
    }
  }

  private static IBase placed(IBase target, Child child) throws Unsound {
    IBase primitive = instance(child);
    child.place().getMutator().addValue(target, primitive);
    return primitive;
  }

  private void attach(Child child, IBase primitive, JsonNode companion)
      throws IOException, Unsound {
    require(companion.isObject());
    require(primitive.getClass() == definition(child).getImplementingClass());
    JsonParser outer = tokens;
    tokens = companion.traverse(outer.getCodec());
    var _ = tokens.nextToken();
    fill(primitive, shapes.companion());
    tokens = outer;
  }
}
