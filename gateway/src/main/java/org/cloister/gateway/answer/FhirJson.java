package org.cloister.gateway.answer;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;

/// Writes FHIR's JSON form (https://hl7.org/fhir/R4/json.html), one data type a method. The form
/// knows no null and no empty array: callers leave a name out where they have nothing to say.
public final class FhirJson {
  private static final JsonFactory FACTORY = new JsonFactory();

  private final JsonGenerator json;

  private FhirJson(JsonGenerator json) {
    this.json = json;
  }

  /// Part of a document. Writing to memory cannot fail; the exception is Jackson's signature.
  @FunctionalInterface
  public interface Content {
    void writeTo(FhirJson json) throws IOException;
  }

  /// The whole resource, compact, UTF-8.
  public static byte[] resource(String type, Content content) {
    return document(json -> {
      json.json.writeStartObject();
      json.string("resourceType", type);
      content.writeTo(json);
      json.json.writeEndObject();
    });
  }

  /// Any JSON value.
  public static byte[] document(Content content) {
    try (ByteArrayBuilder bytes = new ByteArrayBuilder(4096)) {
      try (JsonGenerator generator = FACTORY.createGenerator(bytes, JsonEncoding.UTF8)) {
        content.writeTo(new FhirJson(generator));
      }
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("memory refused a write", e);
    }
  }

  public void string(String name, String value) throws IOException {
    json.writeStringField(name, value);
  }

  public void yes(String name) throws IOException {
    json.writeBooleanField(name, true);
  }

  public void no(String name) throws IOException {
    json.writeBooleanField(name, false);
  }

  /// A JSON value written before.
  public void fragment(String name, SerializableString value) throws IOException {
    json.writeFieldName(name);
    json.writeRawValue(value);
  }

  /// A JSON value written before, as an element of an array.
  public void fragment(SerializableString value) throws IOException {
    json.writeRawValue(value);
  }

  /// A decimal, to its last digit and never in exponent form.
  void decimal(String name, BigDecimal value) throws IOException {
    json.writeFieldName(name);
    json.writeNumber(value.toPlainString());
  }

  public void startObject(String name) throws IOException {
    json.writeObjectFieldStart(name);
  }

  public void startObject() throws IOException {
    json.writeStartObject();
  }

  public void endObject() throws IOException {
    json.writeEndObject();
  }

  public void startArray() throws IOException {
    json.writeStartArray();
  }

  public void startArray(String name) throws IOException {
    json.writeArrayFieldStart(name);
  }

  public void endArray() throws IOException {
    json.writeEndArray();
  }

  public void value(String value) throws IOException {
    json.writeString(value);
  }

  /// An element of `coding`.
  public void coding(String system, String code) throws IOException {
    json.writeStartObject();
    string("system", system);
    string("code", code);
    json.writeEndObject();
  }

  /// An element of `coding`.
  public void coding(String system, String code, String display) throws IOException {
    json.writeStartObject();
    string("system", system);
    string("code", code);
    string("display", display);
    json.writeEndObject();
  }

  /// The CodeableConcept of a model's output: the standard code first, our own always, the words a
  /// clinician uses as text.
  void output(String name, OutputCode output) throws IOException {
    startObject(name);
    startArray("coding");
    if (!output.isLocal()) {
      coding(output.system(), output.code());
    }
    coding(Terminology.MODEL_OUTPUT, output.localCode(), output.display());
    endArray();
    string("text", output.display());
    endObject();
  }

  void band(ResultValue.Band band) throws IOException {
    startArray("coding");
    coding(band.system(), band.code(), band.display());
    endArray();
    string("text", band.display());
  }

  void quantity(String name, BigDecimal value, String ucum) throws IOException {
    startObject(name);
    decimal("value", value);
    string("unit", ucum);
    string("system", Terminology.UCUM);
    string("code", ucum);
    endObject();
  }

  public void reference(String name, String reference) throws IOException {
    startObject(name);
    string("reference", reference);
    endObject();
  }

  /// An element of a list of Reference.
  void reference(BasisInput input) throws IOException {
    json.writeStartObject();
    referenceParts(input);
    json.writeEndObject();
  }

  void referenceParts(BasisInput input) throws IOException {
    string("reference", input.reference());
    string("display", input.display());
  }

  /// An element of `note`.
  void annotation(String text) throws IOException {
    json.writeStartObject();
    string("text", text);
    json.writeEndObject();
  }

  /// An element of `extension` that holds a whole number. R4 has no 64-bit integer, and nanoseconds
  /// pass 2^31 after two seconds: so a decimal, which FHIR keeps exactly.
  public void extension(String url, long value) throws IOException {
    json.writeStartObject();
    string("url", url);
    json.writeNumberField("valueDecimal", value);
    json.writeEndObject();
  }

  /// An element of `extension` that holds a code, uuid, uri.
  public void extension(String url, String valueName, String value) throws IOException {
    json.writeStartObject();
    string("url", url);
    string(valueName, value);
    json.writeEndObject();
  }
}
