package org.cloister.deid.sealing;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;
import javax.sql.DataSource;

/// A database that can go down and counts who asks for a connection.
public final class FailingDatabase implements DataSource {
  /// What a driver might say; must never show up in our messages.
  public static final String DRIVER_TEXT = "connection to db.hospital.example:5432 refused";

  private final DataSource real;
  private final AtomicInteger connections = new AtomicInteger();
  private volatile int connectionsLeft = Integer.MAX_VALUE;

  public FailingDatabase(DataSource real) {
    this.real = real;
  }

  /// Fails from now on.
  public void goDown() {
    goDownAfter(0);
  }

  /// Fails after so many more connections.
  public void goDownAfter(int more) {
    connectionsLeft = more;
  }

  public int connections() {
    return connections.get();
  }

  @Override
  public synchronized Connection getConnection() throws SQLException {
    if (connectionsLeft <= 0) {
      throw new SQLException(DRIVER_TEXT, "08006");
    }
    connectionsLeft--;
    connections.incrementAndGet();
    return real.getConnection();
  }

  @Override
  public Connection getConnection(String username, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public PrintWriter getLogWriter() throws SQLException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public void setLogWriter(PrintWriter out) throws SQLException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public int getLoginTimeout() throws SQLException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }
}
