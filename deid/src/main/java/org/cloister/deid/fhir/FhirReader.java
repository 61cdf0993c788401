package org.cloister.deid.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.parser.IJsonLikeParser;
import ca.uhn.fhir.parser.json.jackson.JacksonStructure;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.hl7.fhir.exceptions.FHIRException;
import org.hl7.fhir.r4.model.Resource;

/// Reads one FHIR R4 resource from JSON, strictly and within bounds.
///
/// Guarantees, in the order in which they are established:
/// 1. no more than the [Limits] is looked at: length first, then depth and token lengths while the
///    tokens are read;
/// 2. the bytes are UTF-8 without a byte order mark, one JSON object, no name twice in an object,
///    no text behind it (RFC 8259 leaves duplicate names open; two readers of one document must not
///    see two patients);
/// 3. every property is defined by FHIR R4 and has its JSON type, required elements are there, and
///    there is no modifier extension in a type that the product reads ([ShapeCheck]);
/// 4. every value has the form of its type and every bound code is known: HAPI parses the same
///    tree.
///
/// Nothing of the document is repeated in a refusal. XHTML narratives are taken out before HAPI
/// sees the tree, so no XML parser ever runs. Profiles, invariants and open value sets are not
/// checked.
///
/// Safe for concurrent use.
public final class FhirReader {
  /// After so many, reading stops: enough to mend a document by.
  public static final int MAXIMUM_VIOLATIONS = 20;

  /// FHIR's longest element name has 35 characters; `_` and a choice type come on top.
  private static final int LONGEST_NAME = 128;

  private static final int LONGEST_NUMBER = 64;

  private final FhirContext context;
  private final Limits limits;
  private final ObjectReader json;
  private final Shapes shapes;

  /// @param context the application's one context for R4: it is costly to make
  public FhirReader(FhirContext context, Limits limits) {
    this.context = context;
    this.limits = limits;
    this.shapes = new Shapes(context);
    JsonFactory tokens =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(limits.maximumDepth())
                    .maxNameLength(LONGEST_NAME)
                    .maxNumberLength(LONGEST_NUMBER)
                    .maxStringLength(limits.maximumBytes())
                    .build())
            // Names come from outside: they must not fill the JVM's table of interned strings.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();
    this.json =
        JsonMapper.builder(tokens)
            .nodeFactory(new JsonNodeFactory(true))
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build()
            .readerFor(JsonNode.class);
  }

  /// The bounds of this reader.
  public Limits limits() {
    return limits;
  }

  public Read read(byte[] document) {
    if (document.length > limits.maximumBytes()) {
      return new Read.TooLong(Read.Bound.BYTES);
    }
    Optional<Read.Malformed> fault = encodingFault(document);
    if (fault.isPresent()) {
      return fault.get();
    }
    JsonNode tree;
    try {
      tree = json.readTree(document);
    } catch (StreamConstraintsException e) {
      return new Read.TooLong(bound(e));
    } catch (MismatchedInputException e) {
      return new Read.Malformed(
          offset(e), "A JSON object holds a name twice, or text follows the document.");
    } catch (JsonProcessingException e) {
      return new Read.Malformed(offset(e), "The body is not well-formed JSON.");
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
    if (!(tree instanceof ObjectNode object)) {
      return new Read.Malformed(OptionalLong.empty(), "The body must be one JSON object.");
    }
    return resource(object);
  }

  private Read resource(ObjectNode tree) {
    List<Violation> structure = check(tree, ShapeCheck.Values.LEFT_TO_THE_PARSER);
    if (!structure.isEmpty()) {
      return new Read.Invalid(structure);
    }
    ParserComplaints complaints = new ParserComplaints();
    IJsonLikeParser parser = (IJsonLikeParser) context.newJsonParser();
    parser.setParserErrorHandler(complaints);
    // Resource.id is what the sender wrote there; the fullUrl is read beside it.
    parser.setOverrideResourceIdWithBundleEntryFullUrl(false);
    JacksonStructure structured = new JacksonStructure();
    structured.setNativeObject(tree);
    try {
      if (parser.parseResource(structured) instanceof Resource resource && complaints.none()) {
        return new Read.Accepted(resource);
      }
    } catch (DataFormatException | FHIRException e) {
      // Falls through: where, is found below; the text of the exception may hold a value.
    }
    List<Violation> values = check(tree, ShapeCheck.Values.CHECKED);
    return new Read.Invalid(
        values.isEmpty()
            ? List.of(
                new Violation(
                    "invalid",
                    tree.get("resourceType").textValue(),
                    "The resource is not valid FHIR R4."))
            : values);
  }

  private List<Violation> check(ObjectNode tree, ShapeCheck.Values values) {
    return new ShapeCheck(shapes, values, limits.maximumDepth()).check(tree);
  }

  /// FHIR R4 json.html: JSON is sent as UTF-8; RFC 8259 section 8.1: without a byte order mark.
  /// Jackson alone would take a mark, UTF-16, and encoded surrogates.
  private static Optional<Read.Malformed> encodingFault(byte[] document) {
    boolean isAscii = true;
    for (int i = 0; i < document.length; i++) {
      if (document[i] == 0) {
        return Optional.of(new Read.Malformed(OptionalLong.of(i), "The body is not UTF-8."));
      }
      isAscii &= document[i] > 0;
    }
    if (isAscii) {
      return Optional.empty();
    }
    if (document.length >= 3
        && document[0] == (byte) 0xEF
        && document[1] == (byte) 0xBB
        && document[2] == (byte) 0xBF) {
      return Optional.of(
          new Read.Malformed(
              OptionalLong.of(0), "The body must not begin with a byte order mark."));
    }
    ByteBuffer bytes = ByteBuffer.wrap(document);
    try {
      var _ = StandardCharsets.UTF_8.newDecoder().decode(bytes);
      return Optional.empty();
    } catch (CharacterCodingException e) {
      return Optional.of(
          new Read.Malformed(OptionalLong.of(bytes.position()), "The body is not UTF-8."));
    }
  }

  private static Read.Bound bound(StreamConstraintsException e) {
    return e.getOriginalMessage().contains("nesting depth") ? Read.Bound.DEPTH : Read.Bound.TOKEN;
  }

  private static OptionalLong offset(JsonProcessingException e) {
    JsonLocation location = e.getLocation();
    return location == null || location.getByteOffset() < 0
        ? OptionalLong.empty()
        : OptionalLong.of(location.getByteOffset());
  }
}
