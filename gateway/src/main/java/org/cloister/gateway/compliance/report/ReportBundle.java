package org.cloister.gateway.compliance.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.cloister.gateway.answer.FhirJson;

/// A report as a FHIR R4 document: a Bundle with one Composition, whose sections hold the tables as
/// narrative (https://hl7.org/fhir/R4/documents.html). Codes would promise more than a list of
/// accesses knows.
final class ReportBundle {
  static final String MEDIA_TYPE = "application/fhir+json";

  private ReportBundle() {}

  /// @param id of the report
  /// @param made when
  /// @param author who made it, for people
  static byte[] of(UUID id, Document document, Instant made, String author) {
    UUID composition =
        UUID.nameUUIDFromBytes((id + "/composition").getBytes(StandardCharsets.UTF_8));
    return FhirJson.resource(
        "Bundle",
        json -> {
          json.startObject("identifier");
          json.string("system", "urn:ietf:rfc:3986");
          json.string("value", "urn:uuid:" + id);
          json.endObject();
          json.string("type", "document");
          json.string("timestamp", made.toString());
          json.startArray("entry");
          json.startObject();
          json.string("fullUrl", "urn:uuid:" + composition);
          json.startObject("resource");
          json.string("resourceType", "Composition");
          json.string("id", composition.toString());
          composition(json, document, made, author);
          json.endObject();
          json.endObject();
          json.endArray();
        });
  }

  private static void composition(FhirJson json, Document document, Instant made, String author)
      throws IOException {
    json.string("status", "final");
    json.startObject("type");
    json.string("text", document.kind().title());
    json.endObject();
    if (document.about().containsKey("Patient")) {
      json.startObject("subject");
      json.string("reference", "" + document.about().get("Patient"));
      json.endObject();
    }
    json.string("date", made.toString());
    json.startArray("author");
    json.startObject();
    json.string("display", author);
    json.endObject();
    json.endArray();
    json.string("title", document.kind().title());
    json.startArray("section");
    section(json, "About", about(document));
    for (Document.Table table : document.tables()) {
      section(json, table.title(), table(table));
    }
    json.endArray();
  }

  private static void section(FhirJson json, String title, String xhtml) throws IOException {
    json.startObject();
    json.string("title", title);
    json.startObject("text");
    json.string("status", "generated");
    json.string("div", "<div xmlns=\"http://www.w3.org/1999/xhtml\">" + xhtml + "</div>");
    json.endObject();
    json.endObject();
  }

  private static String about(Document document) {
    StringBuilder out = new StringBuilder();
    paragraph(out, document.kind().legalBasis());
    document.about().forEach((name, value) -> paragraph(out, name + ": " + value));
    document.sentences().forEach(sentence -> paragraph(out, sentence));
    return out.toString();
  }

  private static void paragraph(StringBuilder out, String text) {
    out.append("<p>").append(HtmlPage.escaped(text)).append("</p>");
  }

  private static String table(Document.Table table) {
    if (table.rows().isEmpty()) {
      return "<p>None.</p>";
    }
    StringBuilder out = new StringBuilder("<table><thead>");
    row(out, table.headings(), "th");
    out.append("</thead><tbody>");
    table.rows().forEach(row -> row(out, row, "td"));
    return out.append("</tbody></table>").toString();
  }

  private static void row(StringBuilder out, List<String> cells, String element) {
    out.append("<tr>");
    for (String cell : cells) {
      out.append('<').append(element).append('>').append(HtmlPage.escaped(cell));
      out.append("</").append(element).append('>');
    }
    out.append("</tr>");
  }
}
