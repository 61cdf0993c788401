package org.cloister.audit;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/// A row of another table that is committed with a record or not at all.
///
/// Riders with the same text are sent as one JDBC batch, so keep the text constant and the values
/// in parameters. The order between different statements of one batch is that of their first
/// appearance.
///
/// @param insert one SQL statement with `?` parameters
/// @param values their values in order: `String`, `Long`, `Integer`, `Short`, `Boolean`,
///   `BigDecimal`, `UUID`, `Instant` (timestamptz), `LocalDate` or `byte[]`
public record Rider(String insert, List<Object> values) {
  public Rider {
    values = List.copyOf(values);
    values.forEach(Rider::check);
  }

  private static void check(Object value) {
    switch (value) {
      case String _, Long _, Integer _, Short _, Boolean _, BigDecimal _ -> {}
      case UUID _, Instant _, LocalDate _, byte[] _ -> {}
      default ->
          throw new IllegalArgumentException(
              "a rider cannot carry a " + value.getClass().getSimpleName());
    }
  }

  /// About how many bytes the row has, for the size of a batch.
  int weight() {
    int weight = 0;
    for (Object value : values) {
      weight +=
          switch (value) {
            case byte[] bytes -> bytes.length;
            case String text -> text.length();
            default -> 16;
          };
    }
    return weight;
  }

  @Override
  public String toString() {
    return "Rider[redacted]";
  }
}
