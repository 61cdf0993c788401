package org.cloister.audit.verify;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.cloister.audit.net.BoundedHttp;

/// Where the files of a log come from, by their tlog-tiles path. Safe for concurrent use.
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
      if (!isThere(file)) {
        return Optional.empty();
      }
      try (InputStream in = Files.newInputStream(file)) {
        byte[] bytes = in.readNBytes(MAX_FILE + 1);
        if (bytes.length > MAX_FILE) {
          throw new SourceFault("A file of the log is too large to be one.");
        }
        return Optional.of(bytes);
      }
    };
  }

  /// A file that this user may not see is not one that is missing: that would be tampering.
  private static boolean isThere(Path file) throws SourceFault {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class).isRegularFile();
    } catch (AccessDeniedException closed) {
      throw new SourceFault("A folder of the log may not be read by this user.");
    } catch (IOException absent) {
      return false;
    }
  }

  /// A log below a URL, for example `https://gateway.example/log`: redirects are not followed, 404
  /// and 410 mean that there is no such file, and each file has 30 seconds.
  static TileSource http(URI base) {
    BoundedHttp http = new BoundedHttp(MAX_FILE, Duration.ofSeconds(30));
    String prefix = base.toString().replaceAll("/+$", "") + "/";
    return path -> {
      HttpResponse<byte[]> response;
      try {
        response = http.send(HttpRequest.newBuilder(URI.create(prefix + path)).build());
      } catch (IOException failed) {
        throw new SourceFault(
            "The log does not answer, or not with a whole file of bounded size in 30 seconds.");
      }
      boolean isPage =
          response
              .headers()
              .firstValue("Content-Type")
              .filter(type -> type.toLowerCase(Locale.ROOT).startsWith("text/html"))
              .isPresent();
      return switch (response.statusCode()) {
        case 200 -> {
          if (isPage) {
            throw new SourceFault("The address answers with a web page instead of a log's file.");
          }
          yield Optional.of(response.body());
        }
        case 404, 410 -> Optional.empty();
        default -> throw new SourceFault("The log answers " + response.statusCode() + ".");
      };
    };
  }
}
