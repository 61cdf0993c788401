package org.cloister.gateway.store;

import com.github.dockerjava.api.exception.NotFoundException;
import java.util.List;
import java.util.Optional;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/// [TestStore#container].
final class ContainerTestStore implements TestStore {
  private static final String IMAGE =
      System.getProperty("cloister.test.postgres.image", "cloister/postgres-test:latest");

  /// Without them Testcontainers starts helper containers, whose images would have to come from a
  /// registry: minutes of retries where none can be reached.
  private static final List<String> NEEDED =
      List.of("TESTCONTAINERS_RYUK_DISABLED", "TESTCONTAINERS_HOST_OVERRIDE");

  private final PostgreSQLContainer container;

  private ContainerTestStore(PostgreSQLContainer container) {
    this.container = container;
  }

  static ContainerTestStore start() {
    PostgreSQLContainer container =
        new PostgreSQLContainer(DockerImageName.parse(IMAGE).asCompatibleSubstituteFor("postgres"));
    container.setCommand("postgres", "-c", "fsync=on");
    container.start();
    return new ContainerTestStore(container);
  }

  /// Why no container can be started here, if so. Looked at once.
  static Optional<String> obstacle() {
    return Looked.OBSTACLE;
  }

  private static final class Looked {
    static final Optional<String> OBSTACLE = look();
  }

  private static Optional<String> look() {
    for (String name : NEEDED) {
      if (System.getenv(name) == null) {
        return Optional.of(name + " is not set; the Maven build sets it");
      }
    }
    DockerClientFactory docker = DockerClientFactory.instance();
    if (!docker.isDockerAvailable()) {
      return Optional.of("no Docker engine answers");
    }
    try {
      var _ = docker.client().inspectImageCmd(IMAGE).exec();
      return Optional.empty();
    } catch (NotFoundException e) {
      return Optional.of("no image " + IMAGE + "; docker/postgres-test/build-image.sh makes it");
    }
  }

  @Override
  public String jdbcUrl() {
    return container.getJdbcUrl();
  }

  @Override
  public String user() {
    return container.getUsername();
  }

  @Override
  public String password() {
    return container.getPassword();
  }

  @Override
  public void close() {
    container.stop();
  }
}
