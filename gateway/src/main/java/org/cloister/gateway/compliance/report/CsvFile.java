package org.cloister.gateway.compliance.report;

import java.util.List;

/// A table as CSV (RFC 4180): CRLF, quotes where they are needed, one line of headings.
///
/// A cell that a spreadsheet would take for a formula gets an apostrophe in front: a name of
/// somebody who called the gateway must not run in an officer's Excel.
final class CsvFile {
  static final String MEDIA_TYPE = "text/csv;charset=UTF-8;header=present";

  /// With what a formula can begin, in one spreadsheet or another.
  private static final String FORMULA = "=+-@\t\r\n|%\uFF1D\uFF0B\uFF0D\uFF20";

  private CsvFile() {}

  static String of(Document.Table table) {
    StringBuilder out = new StringBuilder(1024);
    line(table.headings(), out);
    table.rows().forEach(row -> line(row, out));
    return out.toString();
  }

  private static void line(List<String> cells, StringBuilder out) {
    String separator = "";
    for (String cell : cells) {
      out.append(separator);
      cell(cell, out);
      separator = ",";
    }
    out.append("\r\n");
  }

  private static void cell(String value, StringBuilder out) {
    String stripped = value.stripLeading();
    boolean formula =
        (!stripped.isEmpty() && FORMULA.indexOf(stripped.charAt(0)) >= 0)
            || (!value.isEmpty() && FORMULA.indexOf(value.charAt(0)) >= 0);
    String safe = formula ? "'" + value : value;
    if (safe.chars().anyMatch(c -> c == '"' || c == ',' || c == '\r' || c == '\n' || c == ';')) {
      out.append('"').append(safe.replace("\"", "\"\"")).append('"');
    } else {
      out.append(safe);
    }
  }
}
