package org.cloister.gateway.compliance.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cloister.audit.CanonicalJson;

/// What a report says, in one form for all formats: sentences and tables of text. `toString` is
/// redacted.
///
/// @param kind which report
/// @param about headings with their values, in their order: period, patient, controller
/// @param sentences in plain words, before the tables
/// @param tables at least one; the first is the one that a CSV file holds
public record Document(
    ReportKind kind, Map<String, String> about, List<String> sentences, List<Table> tables) {
  private static final ObjectMapper JSON = new ObjectMapper();

  public Document {
    about = new LinkedHashMap<>(about);
    sentences = List.copyOf(sentences);
    tables = List.copyOf(tables);
    if (tables.isEmpty()) {
      throw new IllegalArgumentException("a report has a table, even an empty one");
    }
  }

  /// Rows of text under headings.
  ///
  /// @param rows each as long as the headings
  public record Table(String title, List<String> headings, List<List<String>> rows) {
    public Table {
      headings = List.copyOf(headings);
      int width = headings.size();
      if (rows.stream().anyMatch(row -> row.size() != width)) {
        throw new IllegalArgumentException("every row has a value for each heading");
      }
      rows = rows.stream().map(List::copyOf).toList();
    }

    @Override
    public String toString() {
      return "Table[" + title + ", redacted]";
    }
  }

  /// The one spelling that the report's record commits to.
  CanonicalJson json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("kind", kind.slug());
    json.put(
        "about", about.entrySet().stream().map(e -> List.of(e.getKey(), e.getValue())).toList());
    json.put("sentences", sentences);
    json.put(
        "tables",
        tables.stream()
            .map(table ->
                Map.of("title", table.title(), "headings", table.headings(), "rows", table.rows()))
            .toList());
    return CanonicalJson.of(json);
  }

  /// Reads what [#json] wrote.
  static Document parse(String json) throws IOException {
    JsonNode node = JSON.readTree(json);
    Map<String, String> about = new LinkedHashMap<>();
    node.path("about").forEach(pair -> about.put(pair.path(0).asText(), pair.path(1).asText()));
    List<Table> tables = new ArrayList<>();
    for (JsonNode table : node.path("tables")) {
      List<List<String>> rows = new ArrayList<>();
      table.path("rows").forEach(row -> rows.add(texts(row)));
      tables.add(new Table(table.path("title").asText(), texts(table.path("headings")), rows));
    }
    return new Document(
        ReportKind.named(node.path("kind").asText())
            .orElseThrow(() -> new IOException("a stored report is of no known kind")),
        about,
        texts(node.path("sentences")),
        tables);
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(element -> texts.add(element.asText()));
    return texts;
  }

  @Override
  public String toString() {
    return "Document[" + kind.slug() + ", redacted]";
  }
}
