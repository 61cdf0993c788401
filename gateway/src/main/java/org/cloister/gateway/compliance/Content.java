package org.cloister.gateway.compliance;

import com.google.errorprone.annotations.Immutable;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.cloister.audit.CanonicalJson;

/// What an officer is sent. `toString` is redacted.
@Immutable
public final class Content {
  private static final String JSON = "application/json";

  private final int status;
  private final String mediaType;

  @SuppressWarnings("Immutable") // handed over by its maker, written once
  private final byte[] body;

  private Content(int status, String mediaType, byte[] body) {
    this.status = status;
    this.mediaType = mediaType;
    this.body = body;
  }

  /// @param body not copied: the maker gives it away
  public static Content of(int status, String mediaType, byte[] body) {
    return new Content(status, mediaType, body);
  }

  /// A JSON object of what [CanonicalJson] takes.
  public static Content json(int status, Map<String, ?> object) {
    return new Content(status, JSON, CanonicalJson.of(object).bytes());
  }

  public static Content text(int status, String mediaType, String text) {
    return new Content(status, mediaType, text.getBytes(StandardCharsets.UTF_8));
  }

  public int status() {
    return status;
  }

  public String mediaType() {
    return mediaType;
  }

  /// Not copied; a reply is written once.
  public byte[] body() {
    return body;
  }

  @Override
  public String toString() {
    return "Content[" + status + ", redacted]";
  }
}
