package org.cloister.gateway;

import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.cloister.audit.LogIdentity;
import org.cloister.audit.tlog.VerifierKey;
import org.cloister.gateway.config.StoreSettings;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/// A started gateway in this process.
public final class RunningGateway implements AutoCloseable {
  private final ConfigurableApplicationContext context;
  private final int port;

  private RunningGateway(ConfigurableApplicationContext context, int port) {
    this.context = context;
    this.port = port;
  }

  /// Starts store, log, models and web server, in this order; returns when calls are answered.
  ///
  /// @param settings Spring properties that override the defaults, for example `server.port`
  /// @throws IOException when the data directory cannot be written
  public static RunningGateway start(Map<String, Object> settings) throws IOException {
    return start(settings, Map.of());
  }

  /// @param settings Spring properties that override the built-in defaults, and give way to a file
  /// @param overrides Spring properties that give way to nothing
  static RunningGateway start(Map<String, Object> settings, Map<String, String> overrides)
      throws IOException {
    SpringApplication application = new SpringApplication(CloisterApplication.class);
    application.setDefaultProperties(settings);
    ConfigurableApplicationContext context =
        application.run(
            overrides.entrySet().stream()
                .map(entry -> "--" + entry.getKey() + "=" + entry.getValue())
                .toArray(String[]::new));
    WebServer server =
        Objects.requireNonNull(((ServletWebServerApplicationContext) context).getWebServer());
    int port = server.getPort();
    new DataFolder(context.getBean(StoreSettings.class).data())
        .announce(port, keyLines(context.getBean(LogIdentity.class)));
    return new RunningGateway(context, port);
  }

  private static String keyLines(LogIdentity log) {
    return log.verifierKeys().stream().map(VerifierKey::vkey).collect(Collectors.joining("\n"));
  }

  public int port() {
    return port;
  }

  /// Where this process listens, without `/fhir`.
  public String baseUrl() {
    return "http://127.0.0.1:" + port;
  }

  /// A part of the running gateway, for tests and measurements in the same process.
  public <T> T part(Class<T> type) {
    return context.getBean(type);
  }

  /// Returns when the process is told to end.
  void awaitEnd() throws InterruptedException {
    Thread.currentThread().join();
  }

  @Override
  public void close() {
    context.close();
  }
}
