package org.cloister.gateway.store;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(Lifecycle.PER_CLASS)
final class StoreEmbeddedTest extends StoreSuite {
  @TempDir static Path data;
  private TestStore store;

  @BeforeAll
  void start() {
    store = TestStore.embedded(data);
  }

  @AfterAll
  void stop() {
    store.close();
  }

  @Override
  TestStore store() {
    return store;
  }
}
