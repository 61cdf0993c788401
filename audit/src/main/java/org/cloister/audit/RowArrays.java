package org.cloister.audit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/// Rows for one statement over `unnest(…)`: an array for each column, bound in order. The whole
/// batch is one statement to parse, plan and answer.
final class RowArrays<T> implements AutoCloseable {
  private final Connection connection;
  private final PreparedStatement statement;
  private final List<T> rows;
  private int parameter;

  RowArrays(Connection connection, String sql, List<T> rows) throws SQLException {
    this.connection = connection;
    this.statement = connection.prepareStatement(sql);
    this.rows = rows;
  }

  RowArrays<T> longs(ToLongFunction<T> column) throws SQLException {
    Long[] values = new Long[rows.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = column.applyAsLong(rows.get(i));
    }
    return array("int8", values);
  }

  RowArrays<T> texts(Function<T, String> column) throws SQLException {
    String[] values = new String[rows.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = column.apply(rows.get(i));
    }
    return array("text", values);
  }

  RowArrays<T> bytes(Function<T, byte[]> column) throws SQLException {
    byte[][] values = new byte[rows.size()][];
    for (int i = 0; i < values.length; i++) {
      values[i] = column.apply(rows.get(i));
    }
    return array("bytea", values);
  }

  private RowArrays<T> array(String type, Object[] values) throws SQLException {
    statement.setArray(++parameter, connection.createArrayOf(type, values));
    return this;
  }

  /// Sends the rows.
  ///
  /// @return how many rows the statement wrote
  int write() throws SQLException {
    return statement.executeUpdate();
  }

  /// Sends the rows, each of which must be written.
  void writeAll() throws SQLException {
    if (write() != rows.size()) {
      throw new SQLException("a row of the batch was not written", "XX000");
    }
  }

  @Override
  public void close() throws SQLException {
    statement.close();
  }
}
