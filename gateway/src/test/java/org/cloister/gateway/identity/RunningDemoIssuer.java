package org.cloister.gateway.identity;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;

/// The smallest Spring Boot application that serves the demo issuer, on a free port.
final class RunningDemoIssuer implements AutoCloseable {
  static final String TENANT = "demo";

  private final DemoIssuer issuer;
  private final int port;
  private final ConfigurableApplicationContext context;

  // No @Configuration: component scans of other tests must not find it.
  @EnableAutoConfiguration(
      exclude = {DataSourceAutoConfiguration.class, FlywayAutoConfiguration.class})
  @Import(DemoIssuerConfiguration.class)
  static class Application {}

  RunningDemoIssuer(Path dataDirectory) throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    URI base = URI.create("http://127.0.0.1:" + port);
    issuer = DemoIssuer.open(dataDirectory, base, base + "/fhir", TENANT);
    context =
        new SpringApplicationBuilder(Application.class)
            .initializers(application -> {
              application.getBeanFactory().registerSingleton("demoIssuer", issuer);
              application.getBeanFactory().registerSingleton("clock", Clock.systemUTC());
            })
            .properties(
                Map.of(
                    "server.port", port,
                    "server.address", "127.0.0.1",
                    "cloister.gateway.demo", "true",
                    // There is no log here for the readiness group to ask.
                    "management.endpoint.health.validate-group-membership", "false",
                    "logging.level.root", "ERROR",
                    "spring.main.banner-mode", "off"))
            .run();
  }

  int port() {
    return port;
  }

  URI at(String path) {
    return issuer.endpoints().issuer().resolve(path);
  }

  DemoIssuer issuer() {
    return issuer;
  }

  @Override
  public void close() {
    context.close();
  }
}
