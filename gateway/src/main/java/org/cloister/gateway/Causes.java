package org.cloister.gateway;

import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.util.unit.DataSize;

/// Turns a failed start into one sentence for the operator.
final class Causes {
  private Causes() {}

  /// The innermost message of ours, or the innermost of all: wiring wraps the sentence that says
  /// what to do in several that do not, and beneath it may be a bare file name. A setting is named
  /// by its key, whatever went wrong with it.
  static String sentence(Throwable failure) {
    Throwable telling = failure;
    Optional<BindException> setting = Optional.empty();
    Optional<SQLException> database = Optional.empty();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException bind) {
        setting = Optional.of(bind);
      }
      if (cause instanceof SQLException sql) {
        database = Optional.of(sql);
      }
      if (isOurs(cause) || !isOurs(telling)) {
        telling = cause;
      }
    }
    if (database.isPresent() && !isOurs(telling)) {
      // The driver's own words may quote a row or a connection's address.
      return "the database of cloister.store did not answer as it should, SQL state "
          + database.get().getSQLState();
    }
    if (telling instanceof UnboundConfigurationPropertiesException unknown) {
      return unknown.getUnboundProperties().stream()
          .map(property -> property.getName().toString())
          .sorted()
          .collect(Collectors.joining(", ", "unknown setting ", "; see docs/operations.md"));
    }
    String message = telling.getMessage();
    if (setting.isPresent()
        && !String.valueOf(message).contains(setting.get().getName().toString())) {
      return setting.get().getName() + " must be " + form(setting.get());
    }
    return message == null || message.isBlank() ? telling.getClass().getSimpleName() : message;
  }

  private static boolean isOurs(Throwable cause) {
    return cause.getClass().getName().startsWith("org.cloister.");
  }

  private static String form(BindException setting) {
    Class<?> type = setting.getTarget().getType().toClass();
    if (type == Duration.class) {
      return "a duration such as 10s";
    }
    if (type == DataSize.class) {
      return "a size such as 4MB";
    }
    if (type == URI.class) {
      return "a URL";
    }
    if (type == Path.class) {
      return "a path";
    }
    if (type == boolean.class) {
      return "true or false";
    }
    return type == int.class || type == long.class ? "a whole number" : "a " + type.getSimpleName();
  }
}
