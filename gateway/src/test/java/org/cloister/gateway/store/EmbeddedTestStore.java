package org.cloister.gateway.store;

import java.nio.file.Path;

/// [TestStore#embedded].
final class EmbeddedTestStore implements TestStore {
  private final EmbeddedStore store;

  private EmbeddedTestStore(EmbeddedStore store) {
    this.store = store;
  }

  static EmbeddedTestStore start(Path data) {
    try {
      return new EmbeddedTestStore(EmbeddedStore.start(data));
    } catch (StoreException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  @Override
  public String jdbcUrl() {
    return store.jdbcUrl();
  }

  @Override
  public String user() {
    return store.user();
  }

  @Override
  public String password() {
    return store.password();
  }

  @Override
  public void close() {
    store.close();
  }
}
