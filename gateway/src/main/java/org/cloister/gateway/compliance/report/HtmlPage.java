package org.cloister.gateway.compliance.report;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/// A report as one page for people: everything inside, no script, no link, black on white when
/// printed. Every value is escaped.
final class HtmlPage {
  static final String MEDIA_TYPE = "text/html;charset=UTF-8";

  private static final String STYLE =
      """
      body{font:15px/1.5 system-ui,sans-serif;color:#1a1a1a;max-width:70rem;margin:2rem auto;padding:0 1rem}
      h1{font-size:1.6rem;margin:0 0 .2rem}h2{font-size:1.15rem;margin:2rem 0 .5rem}
      dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem}dt{color:#555}dd{margin:0}
      table{border-collapse:collapse;width:100%;font-size:.88rem}
      th,td{text-align:left;vertical-align:top;padding:.35rem .5rem;border-bottom:1px solid #ccc;overflow-wrap:anywhere}
      th{border-bottom:2px solid #444}footer{margin-top:2rem;color:#444;font-size:.85rem}
      @media print{body{max-width:none;margin:0}thead{display:table-header-group}tr{break-inside:avoid}}
      """;

  private final StringBuilder out = new StringBuilder(8192);

  private HtmlPage() {}

  static String of(ProvenExport export) throws IOException {
    Document document = export.document();
    HtmlPage page = new HtmlPage();
    page.out
        .append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>")
        .append(escaped(document.kind().title()))
        .append("</title><meta name=\"viewport\" content=\"width=device-width\"><style>")
        .append(STYLE)
        .append("</style></head><body>");
    page.element("h1", document.kind().title());
    page.element("p", document.kind().legalBasis());
    page.out.append("<dl>");
    document
        .about()
        .forEach((name, value) -> {
          page.element("dt", name);
          page.element("dd", value);
        });
    page.out.append("</dl>");
    document.sentences().forEach(sentence -> page.element("p", sentence));
    document.tables().forEach(page::table);
    page.out.append("<footer>");
    page.element(
        "p",
        String.format(
            Locale.ROOT,
            "What this report claims is entry %d of the log. Its export file proves every entry"
                + " that it used; `cloister verify --report FILE` checks it without asking us.",
            export.statement()));
    page.out.append("</footer></body></html>\n");
    return page.out.toString();
  }

  private void table(Document.Table table) {
    element("h2", table.title());
    if (table.rows().isEmpty()) {
      element("p", "None.");
      return;
    }
    out.append("<table><thead>");
    row(table.headings(), "th");
    out.append("</thead><tbody>");
    table.rows().forEach(row -> row(row, "td"));
    out.append("</tbody></table>");
  }

  private void row(List<String> cells, String element) {
    out.append("<tr>");
    cells.forEach(cell -> element(element, cell));
    out.append("</tr>");
  }

  private void element(String name, String text) {
    out.append('<').append(name).append('>').append(escaped(text));
    out.append("</").append(name).append('>');
  }

  /// For text between tags; all of ours stands there.
  static String escaped(String text) {
    StringBuilder safe = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> safe.append("&amp;");
        case '<' -> safe.append("&lt;");
        case '>' -> safe.append("&gt;");
        case '"' -> safe.append("&quot;");
        case '\'' -> safe.append("&#39;");
        default -> {
          // What neither HTML nor XML has a place for.
          if (c >= 0x20 || c == '\n' || c == '\t') {
            safe.append(c);
          }
        }
      }
    }
    return safe.toString();
  }
}
