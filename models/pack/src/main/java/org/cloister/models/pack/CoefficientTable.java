package org.cloister.models.pack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// A published table of regression weights: one row per term, one column per sex and outcome. Lines
/// that begin with `#` carry the citation.
final class CoefficientTable {
  private final List<String> columns;
  private final List<String> terms;
  private final double[][] weights;

  private CoefficientTable(List<String> columns, List<String> terms, double[][] weights) {
    this.columns = columns;
    this.terms = terms;
    this.weights = weights;
  }

  /// Reads a table that lies beside this class.
  static CoefficientTable read(String resource) throws IOException {
    try (InputStream in = CoefficientTable.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException("no coefficient table " + resource);
      }
      List<List<String>> lines =
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.startsWith("#") && !line.isBlank())
              .map(line -> Arrays.stream(line.split(",", -1)).map(String::strip).toList())
              .toList();
      List<String> columns = lines.get(0).subList(1, lines.get(0).size());
      List<List<String>> rows = lines.subList(1, lines.size());
      for (List<String> row : rows) {
        if (row.size() != columns.size() + 1) {
          throw new IOException(resource + ": row " + row.get(0) + " has another width");
        }
      }
      double[][] weights =
          rows.stream()
              .map(row -> row.stream().skip(1).mapToDouble(Double::parseDouble).toArray())
              .toArray(double[][]::new);
      return new CoefficientTable(columns, rows.stream().map(List::getFirst).toList(), weights);
    }
  }

  /// Row names, in order.
  List<String> terms() {
    return terms;
  }

  /// `[terms][outcomes]` for one sex.
  double[][] weights(String sex, List<String> outcomes) {
    double[][] picked = new double[terms.size()][outcomes.size()];
    for (int outcome = 0; outcome < outcomes.size(); outcome++) {
      int column = columns.indexOf(sex + ":" + outcomes.get(outcome));
      if (column < 0) {
        throw new IllegalStateException("no column for " + sex + " " + outcomes.get(outcome));
      }
      for (int term = 0; term < terms.size(); term++) {
        picked[term][outcome] = weights[term][column];
      }
    }
    return picked;
  }
}
