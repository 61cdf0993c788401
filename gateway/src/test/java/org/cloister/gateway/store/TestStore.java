package org.cloister.gateway.store;

import java.nio.file.Path;

/// A PostgreSQL for an integration test, empty at first. Write a suite once, as an abstract class
/// that asks for a `TestStore`, and give it two subclasses: one with [#embedded], which runs
/// everywhere, and one with [#container], which is skipped, with its reason, where no Docker engine
/// answers. [StoreSuite], [StoreEmbeddedTest] and [StoreContainerTest] show how.
public sealed interface TestStore extends AutoCloseable
    permits EmbeddedTestStore, ContainerTestStore {
  String jdbcUrl();

  String user();

  String password();

  @Override
  void close();

  /// The PostgreSQL that Cloister brings, in a directory of the test.
  static TestStore embedded(Path data) {
    return EmbeddedTestStore.start(data);
  }

  /// A PostgreSQL in a container of the image that `docker/postgres-test/build-image.sh` makes, or
  /// the one named by the system property `cloister.test.postgres.image`. Only for classes with
  /// `@ExtendWith(NeedsContainer.class)`: it fails where there is no engine or no such image.
  static TestStore container() {
    return ContainerTestStore.start();
  }
}
