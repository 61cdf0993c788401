package org.cloister.gateway;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cloister.gateway.Options.UsageException;
import org.springframework.boot.env.PropertiesPropertySourceLoader;
import org.springframework.boot.env.PropertySourceLoader;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.FileSystemResource;

/// `./cloister serve`: the gateway alone. Ends cleanly on SIGTERM: calls in flight are answered,
/// then the log and the database are closed.
final class ServeCommand {
  private static final String HELP =
      """
      usage: cloister serve [--port N] [--data DIR] [--config FILE]

        --port N       listen on 127.0.0.1:N (default 8080)
        --data DIR     directory of the database and of the demo's keys (default ./data)
        --config FILE  a hospital's settings (docs/operations.md); without it the gateway runs with
                       the demo's issuer and with keys made at first start, for trying it out only
      """;

  private ServeCommand() {}

  static int run(String[] arguments, PrintStream out, PrintStream err) throws Exception {
    Options options = Options.parse(arguments, Set.of("port", "data", "config"), Set.of("help"));
    if (options.has("help")) {
      out.print(HELP);
      return Main.OK;
    }
    int port = effectivePort(options);
    requireFree(port);
    Map<String, Object> settings = settings(options, port);
    if (options.value("config").isEmpty()) {
      out.println("Demo issuer and demo keys: for trying Cloister out, not for patients.");
    }
    RunningGateway gateway = RunningGateway.start(settings, overrides(options));
    out.println("Cloister serves " + gateway.baseUrl() + " (Ctrl-C ends it)");
    out.flush();
    gateway.awaitEnd();
    return Main.OK;
  }

  static Map<String, Object> settings(Options options, int port) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("server.port", port);
    settings.put("cloister.store.data", dataDirectory(options).toString());
    options
        .value("config")
        .ifPresentOrElse(
            file -> settings.put("spring.config.additional-location", "file:" + file),
            () -> settings.put("cloister.gateway.demo", true));
    return settings;
  }

  /// What the command line says counts, whatever the file says.
  private static Map<String, String> overrides(Options options) throws UsageException {
    Map<String, String> overrides = new LinkedHashMap<>();
    options.port("port").ifPresent(port -> overrides.put("server.port", port.toString()));
    if (options.value("data").isPresent()) {
      overrides.put("cloister.store.data", dataDirectory(options).toString());
    }
    return overrides;
  }

  /// Of the command line, else of the file, else 8080.
  private static int effectivePort(Options options) throws UsageException, IOException {
    Optional<Integer> given = options.port("port");
    if (given.isPresent()) {
      return given.get();
    }
    if (options.value("config").isEmpty()) {
      return 8080;
    }
    Path file = Path.of(options.value("config").get());
    if (!Files.isReadable(file)) {
      throw new UsageException("cannot read " + file);
    }
    PropertySourceLoader loader =
        file.toString().endsWith(".properties")
            ? new PropertiesPropertySourceLoader()
            : new YamlPropertySourceLoader();
    for (PropertySource<?> source : loader.load("config", new FileSystemResource(file))) {
      // Where it is absent, the text is "null" and no number.
      String port = String.valueOf(source.getProperty("server.port"));
      if (port.matches("[1-9][0-9]{0,4}")) {
        return Integer.parseInt(port);
      }
    }
    return 8080;
  }

  static Path dataDirectory(Options options) {
    String fromEnvironment = System.getenv("CLOISTER_DATA");
    return Path.of(options.value("data").orElse(fromEnvironment == null ? "data" : fromEnvironment))
        .toAbsolutePath()
        .normalize();
  }

  /// Tells of a taken port in one sentence, before anything is started.
  static void requireFree(int port) throws UsageException {
    if (!isFree(port)) {
      throw new UsageException(
          "port " + port + " of 127.0.0.1 is taken; end what listens there or choose --port N");
    }
  }

  static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
