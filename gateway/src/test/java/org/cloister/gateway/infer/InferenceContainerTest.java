package org.cloister.gateway.infer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.cloister.gateway.store.NeedsContainer;
import org.cloister.gateway.store.TestStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Skipped, with its reason, where no Docker engine answers.
@ExtendWith(NeedsContainer.class)
final class InferenceContainerTest extends InferenceSuite {
  @TempDir static Path secrets;

  private @Nullable TestStore store;

  @Override
  Map<String, Object> settings() {
    TestStore started = Optional.ofNullable(store).orElseGet(TestStore::container);
    store = started;
    return Map.of(
        "cloister.store.url", started.jdbcUrl(),
        "cloister.store.username", started.user(),
        "cloister.store.password-file", passwordFile(started).toString());
  }

  private static Path passwordFile(TestStore store) {
    Path file = secrets.resolve("password");
    try {
      Files.writeString(file, store.password() + "\n");
      return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Runs before the suite's own, which closes the gateway: so that is done here, first.
  @AfterAll
  void stopStore() {
    stop();
    if (store != null) {
      store.close();
    }
  }
}
