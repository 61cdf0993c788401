package org.cloister.deid.fhir;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
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

/// Reads one FHIR R4 resource from JSON, strictly and within bounds.
///
/// Guarantees, in the order in which they are established:
/// 1. no more than the [Limits] is looked at: length first, then depth and token lengths while the
///    tokens are read;
/// 2. the bytes are UTF-8 without a byte order mark, one JSON object, no name twice in an object,
///    no text behind it (RFC 8259 leaves duplicate names open; two readers of one document must not
///    see two patients);
/// 3. every property is defined by FHIR R4 and has its JSON type, required elements are there, and
///    there is no modifier extension in a type that the product reads;
/// 4. every value has the form of its type and every bound code is known, by HAPI's own types.
///
/// [ResourceBuilder] reads a sound document in one pass; only when it takes none does [ShapeCheck]
/// look for what is wrong. Nothing of the document is repeated in a refusal. XHTML narratives are
/// left out, so no XML parser ever runs. Profiles, invariants and open value sets are not checked.
///
/// Safe for concurrent use.
public final class FhirReader {
  /// After so many, reading stops: enough to mend a document by.
  public static final int MAXIMUM_VIOLATIONS = 20;

  /// FHIR's longest element name has 35 characters; `_` and a choice type come on top.
  private static final int LONGEST_NAME = 128;

  private static final int LONGEST_NUMBER = 64;

  private final Limits limits;
  private final ObjectReader json;
  private final Shapes shapes;

  /// @param context the application's one context for R4: it is costly to make
  public FhirReader(FhirContext context, Limits limits) {
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
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build()
            .readerFor(JsonNode.class)
            // Of the reader, not of the mapper: the builder's parsers read trees out of the middle.
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
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
    try (JsonParser tokens = json.createParser(document)) {
      return ResourceBuilder.build(shapes, tokens)
          .<Read>map(Read.Accepted::new)
          .orElseGet(() -> refused(document));
    } catch (StreamConstraintsException e) {
      return new Read.TooLong(bound(e));
    } catch (IOException e) {
      return refused(document);
    }
  }

  /// What is wrong with a document that cannot be accepted.
  private Read refused(byte[] document) {
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
    List<Violation> violations = new ShapeCheck(shapes, limits.maximumDepth()).check(object);
    return new Read.Invalid(
        violations.isEmpty()
            ? List.of(
                new Violation(
                    "invalid",
                    object.get("resourceType").textValue(),
                    "The resource is not valid FHIR R4."))
            : violations);
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
