package org.cloister.gateway.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

/// Connections to a PostgreSQL, embedded or not.
public final class ConnectionPool {
  private static final long CONNECTION_TIMEOUT_MILLIS = 2000;
  private static final long VALIDATION_TIMEOUT_MILLIS = 1000;

  private ConnectionPool() {}

  /// Opens the first connection; whoever asks for one later waits two seconds at most.
  ///
  /// @param most connections at a time
  public static HikariDataSource open(String url, String user, String password, int most) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setUsername(user);
    config.setPassword(password);
    config.setMaximumPoolSize(most);
    config.setConnectionTimeout(CONNECTION_TIMEOUT_MILLIS);
    config.setValidationTimeout(VALIDATION_TIMEOUT_MILLIS);
    config.setPoolName("cloister");
    config.addDataSourceProperty("reWriteBatchedInserts", "true");
    config.addDataSourceProperty("tcpKeepAlive", "true");
    // The server's error detail quotes rows.
    config.addDataSourceProperty("logServerErrorDetail", "false");
    return new HikariDataSource(config);
  }
}
