package org.cloister.gateway.store;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NeedsContainer.class)
@TestInstance(Lifecycle.PER_CLASS)
final class StoreContainerTest extends StoreSuite {
  private @Nullable TestStore store;

  @BeforeAll
  void start() {
    store = TestStore.container();
  }

  @AfterAll
  void stop() {
    if (store != null) {
      store.close();
    }
  }

  @Override
  TestStore store() {
    return Objects.requireNonNull(store);
  }
}
