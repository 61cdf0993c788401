package org.cloister.audit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/// Binds the parameters of one statement in order: single values, and for `unnest(…)` an array for
/// each column of some rows. So a whole batch is one statement to parse, plan and answer, and the
/// driver sends its arrays in binary form.
final class BatchParameters implements AutoCloseable {
  private final Connection connection;
  private final PreparedStatement statement;
  private int parameter;

  BatchParameters(Connection connection, String sql) throws SQLException {
    this.connection = connection;
    this.statement = connection.prepareStatement(sql);
  }

  PreparedStatement statement() {
    return statement;
  }

  BatchParameters value(long value) throws SQLException {
    statement.setLong(++parameter, value);
    return this;
  }

  BatchParameters value(byte[] value) throws SQLException {
    statement.setBytes(++parameter, value);
    return this;
  }

  BatchParameters value(String value) throws SQLException {
    statement.setString(++parameter, value);
    return this;
  }

  BatchParameters value(Instant value) throws SQLException {
    statement.setObject(++parameter, value.atOffset(ZoneOffset.UTC));
    return this;
  }

  <T> BatchParameters longs(List<T> rows, ToLongFunction<T> column) throws SQLException {
    Long[] values = new Long[rows.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = column.applyAsLong(rows.get(i));
    }
    return array("int8", values);
  }

  <T> BatchParameters texts(List<T> rows, Function<T, String> column) throws SQLException {
    String[] values = new String[rows.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = column.apply(rows.get(i));
    }
    return array("text", values);
  }

  <T> BatchParameters bytes(List<T> rows, Function<T, byte[]> column) throws SQLException {
    byte[][] values = new byte[rows.size()][];
    for (int i = 0; i < values.length; i++) {
      values[i] = column.apply(rows.get(i));
    }
    return array("bytea", values);
  }

  private BatchParameters array(String type, Object[] values) throws SQLException {
    statement.setArray(++parameter, connection.createArrayOf(type, values));
    return this;
  }

  @Override
  public void close() throws SQLException {
    statement.close();
  }
}
