package org.cloister.gateway;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingInitializationContext;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.core.env.StandardEnvironment;

/// Logging of a command that starts no gateway: it speaks for itself, and libraries are heard only
/// when something is wrong, by the levels of `application.properties`.
final class QuietLogging {
  private QuietLogging() {}

  static void begin() {
    LoggingSystem logging = LoggingSystem.get(QuietLogging.class.getClassLoader());
    logging.beforeInitialize();
    logging.initialize(new LoggingInitializationContext(new StandardEnvironment()), null, null);
    logging.setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.WARN);
    logging.setLogLevel("com.zaxxer.hikari", LogLevel.ERROR);
    // A driver's warnings can quote a row.
    logging.setLogLevel("org.postgresql", LogLevel.OFF);
  }
}
