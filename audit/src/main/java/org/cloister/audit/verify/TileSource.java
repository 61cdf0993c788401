package org.cloister.audit.verify;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Where the files of a log come from, by their tlog-tiles path.
@FunctionalInterface
public interface TileSource {
  /// The largest file of a log: 256 entries of 64 KiB with their lengths.
  int MAX_FILE = 256 * (2 + 0xFFFF);

  /// The file; empty when the log has none of this name.
  ///
  /// @throws IOException when it cannot be told
  Optional<byte[]> read(String path) throws IOException;

  /// A log in a folder.
  static TileSource directory(Path root) {
    return path -> {
      Path file = root.resolve(path);
      if (!Files.exists(file)) {
        return Optional.empty();
      }
      try (InputStream in = Files.newInputStream(file)) {
        return Optional.of(bounded(in));
      }
    };
  }

  /// A log below a URL, for example `https://gateway.example/fhir/log`: redirects are not followed,
  /// 404 and 410 mean that there is no such file.
  static TileSource http(URI base) {
    HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    String prefix = base.toString().replaceAll("/+$", "") + "/";
    return path -> {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(prefix + path)).timeout(Duration.ofSeconds(30)).build();
      try {
        HttpResponse<InputStream> response =
            client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
          return switch (response.statusCode()) {
            case 200 -> Optional.of(bounded(body));
            case 404, 410 -> Optional.empty();
            default -> throw new IOException("the log answered " + response.statusCode());
          };
        }
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", stopped);
      }
    };
  }

  private static byte[] bounded(InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(MAX_FILE + 1);
    if (bytes.length > MAX_FILE) {
      throw new IOException("a file of the log is too large");
    }
    return bytes;
  }
}
