package org.cloister.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.cloister.gateway.infer.Results;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;

/// A response, whether it came through an HTTP client or through a bare socket, which is the only
/// way to send what a client would mend.
///
/// @param headers by lower-case name
record Answer(int status, Map<String, List<String>> headers, String body) {

  static Answer of(HttpResponse<String> response) {
    Map<String, List<String>> headers = new TreeMap<>();
    response
        .headers()
        .map()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
    return new Answer(response.statusCode(), headers, response.body());
  }

  /// Sends these bytes and reads until the server closes.
  static Answer raw(URI server, byte[] request) throws IOException {
    try (Socket socket = new Socket(server.getHost(), server.getPort())) {
      socket.setSoTimeout(30_000);
      OutputStream out = socket.getOutputStream();
      out.write(request);
      out.flush();
      return read(socket);
    }
  }

  /// Reads until the server closes.
  static Answer read(Socket socket) throws IOException {
    return parse(socket.getInputStream());
  }

  /// @param head request line and headers, without the empty line; `Host` and `Connection: close`
  ///   are added
  static Answer raw(URI server, String head) throws IOException {
    String whole = head + "\r\nHost: " + server.getAuthority() + "\r\nConnection: close\r\n\r\n";
    return raw(server, whole.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static Answer parse(InputStream in) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    in.transferTo(bytes);
    String text = bytes.toString(StandardCharsets.UTF_8);
    int end = text.indexOf("\r\n\r\n");
    assertThat(end).as("an HTTP response: " + text).isPositive();
    String[] lines = text.substring(0, end).split("\r\n", -1);
    Map<String, List<String>> headers = new TreeMap<>();
    for (String line : List.of(lines).subList(1, lines.length)) {
      int colon = line.indexOf(':');
      headers
          .computeIfAbsent(
              line.substring(0, colon).toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
          .add(line.substring(colon + 1).strip());
    }
    String body = text.substring(end + 4);
    return new Answer(
        Integer.parseInt(lines[0].split(" ", -1)[1]),
        headers,
        headers.containsKey("transfer-encoding") ? unchunked(body) : body);
  }

  /// One chunk is enough for any refusal.
  private static String unchunked(String body) {
    int start = body.indexOf("\r\n") + 2;
    int length = Integer.parseInt(body.substring(0, start - 2), 16);
    return body.substring(start, start + length);
  }

  /// The header's only value, or the empty string.
  String header(String name) {
    List<String> values = headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    assertThat(values).as(name).hasSizeLessThan(2);
    return values.isEmpty() ? "" : values.getFirst();
  }

  /// Fails unless this is what the row says, and nothing that no refusal may be.
  @CanIgnoreReturnValue
  Answer assertIs(ErrorRow row) {
    assertThat(status).as(body).isEqualTo(row.status());
    OperationOutcome outcome = assertRefusal();
    assertThat(outcome.getIssue())
        .allSatisfy(issue -> assertThat(issue.getCode().toCode()).isIn(row.issues()));
    row.headers().forEach((name, pattern) -> assertThat(header(name)).as(name).matches(pattern));
    return this;
  }

  /// An OperationOutcome in words of ours, with the headers that every response has.
  OperationOutcome assertRefusal() {
    assertThat(header("Content-Type")).isEqualTo("application/fhir+json");
    OperationOutcome outcome = Results.outcome(body);
    assertThat(outcome.getIssue()).isNotEmpty();
    assertThat(outcome.getIssue())
        .allSatisfy(issue -> {
          assertThat(issue.getSeverity()).isEqualTo(IssueSeverity.ERROR);
          assertThat(issue.getDetails().getText()).isNotBlank();
          assertThat(issue.getDetails().getCodingFirstRep().getSystem())
              .isEqualTo("https://cloister.health/fhir/CodeSystem/outcome");
        });
    assertThat(body)
        .doesNotContain("Exception", "org.", "java.", "ca.uhn", "Tomcat", "Spring", "postgres")
        .doesNotContain("Quillfeather", "Araminta", "Larkspur", "4711", "et-patient");
    assertPlain();
    assertThat(header("Cache-Control")).isEqualTo("no-store");
    return outcome;
  }

  /// Nothing tells of the inside, nothing is kept by the caller.
  void assertPlain() {
    assertThat(headers).doesNotContainKeys("x-powered-by", "set-cookie", "server");
    assertThat(header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(header("X-Request-ID")).matches("[A-Za-z0-9._-]{1,64}");
  }
}
