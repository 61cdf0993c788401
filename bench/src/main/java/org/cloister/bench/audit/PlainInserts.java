package org.cloister.bench.audit;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/// The floor: rows as large as a record, inserted by themselves into a table with a primary key, on
/// the same PostgreSQL and disk. No tree, no signature, no search.
final class PlainInserts {
  private final DataSource database;
  private final int rowBytes;

  /// @param rows in one transaction
  /// @param connections at once
  record Shape(int rows, int connections) {
    String text() {
      return rows
          + " a transaction, "
          + connections
          + (connections == 1 ? " connection" : " connections");
    }
  }

  static final List<Shape> SHAPES =
      List.of(new Shape(1, 1), new Shape(1, 8), new Shape(64, 1), new Shape(64, 8));

  private PlainInserts(DataSource database, int rowBytes) {
    this.database = database;
    this.rowBytes = rowBytes;
  }

  /// @param database that holds records already: rows are as large as these are on average
  static PlainInserts like(DataSource database) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                SELECT avg(octet_length(leaf) + octet_length(leaf_hash)
                    + coalesce(octet_length(sealed_body), 0) + coalesce(octet_length(sealed_agent), 0))
                FROM (SELECT * FROM log_entry ORDER BY index DESC LIMIT 2000) e
                LEFT JOIN log_body b USING (index)
                """)) {
      row.next();
      return new PlainInserts(database, row.getInt(1));
    }
  }

  int rowBytes() {
    return rowBytes;
  }

  /// @return rows in a second
  double perSecond(Shape shape, double seconds)
      throws SQLException, IOException, InterruptedException {
    execute("CREATE TABLE bench_row (index bigint PRIMARY KEY, body bytea NOT NULL)");
    execute("ALTER TABLE bench_row ALTER COLUMN body SET STORAGE EXTERNAL");
    AtomicLong next = new AtomicLong();
    long began = System.nanoTime();
    long end = began + (long) (seconds * TimeUnit.SECONDS.toNanos(1));
    try (ExecutorService threads = Executors.newFixedThreadPool(shape.connections())) {
      List<Future<?>> writers = new ArrayList<>();
      for (int i = 0; i < shape.connections(); i++) {
        writers.add(
            threads.submit(() -> {
              insertUntil(end, shape.rows(), next);
              return null;
            }));
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
    } catch (ExecutionException e) {
      throw new IOException("a plain insert failed", e.getCause());
    }
    double perSecond = next.get() * 1e9 / (System.nanoTime() - began);
    execute("DROP TABLE bench_row");
    return perSecond;
  }

  private void insertUntil(long end, int rows, AtomicLong next) throws SQLException {
    byte[] body = new byte[rowBytes];
    try (Connection connection = database.getConnection();
        PreparedStatement insert =
            connection.prepareStatement("INSERT INTO bench_row VALUES (?, ?)")) {
      connection.setAutoCommit(false);
      while (System.nanoTime() < end) {
        for (int i = 0; i < rows; i++) {
          insert.setLong(1, next.getAndIncrement());
          insert.setBytes(2, body);
          insert.addBatch();
        }
        int[] _ = insert.executeBatch();
        connection.commit();
      }
    }
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      boolean _ = statement.execute(sql);
    }
  }
}
