package org.cloister.gateway.infer;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Requests that no HTTP client would send, so that the container refuses them before any of our
/// code runs: their markers must not end up in its answer or its log either.
final class CanaryWire {
  private static final int TIMEOUT_MILLIS = 5000;
  private static final String HOST = "\r\nHost: localhost\r\nConnection: close\r\n";

  private CanaryWire() {}

  /// Sends each and gives what came back, status lines and headers included.
  static List<String> responses(URI server, Markers markers) throws IOException {
    List<String> responses = new ArrayList<>();
    for (String request : requests(markers)) {
      responses.add(exchange(server, request));
    }
    return responses;
  }

  private static List<String> requests(Markers m) {
    List<String> requests = new ArrayList<>(lines(m));
    for (String path : List.of("/oauth2/token", "/fhir/$infer", "/fhir/RiskAssessment")) {
      for (String method : List.of("POST", "PUT")) {
        String form = "a=" + m.next() + "&b=%zz" + m.next() + "&%zz=" + m.next();
        requests.add(
            "%s %s?%%zz=%s HTTP/1.1".formatted(method, path, m.next())
                + HOST
                + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: "
                + form.length()
                + "\r\n\r\n"
                + form);
      }
    }
    return requests;
  }

  private static List<String> lines(Markers m) {
    return List.of(
        "GET /fhir/Patient/" + m.next() + " no such protocol" + HOST + "\r\n",
        m.next() + " /fhir/" + m.next() + " HTTP/1.1" + HOST + "\r\n",
        "GET /fhir/{" + m.next() + "} HTTP/1.1" + HOST + "\r\n",
        "GET /fhir/%zz" + m.next() + " HTTP/1.1" + HOST + "\r\n",
        "GET /fhir/RiskAssessment?%zz=" + m.next() + " HTTP/1.1" + HOST + "\r\n",
        "GET /fhir/..;" + m.next() + "/../" + m.next() + " HTTP/1.1" + HOST + "\r\n",
        "GET /fhir//" + m.next() + ";a=" + m.next() + " HTTP/1.1" + HOST + "\r\n",
        "GET /fhir/metadata HTTP/1.1" + HOST + m.next() + " : " + m.next() + "\r\n\r\n",
        "GET /fhir/metadata HTTP/1.1" + HOST + "X: \u0001" + m.next() + "\r\n\r\n",
        "GET /fhir/metadata HTTP/1.1" + HOST + "X: " + (m.next() + " ").repeat(2000) + "\r\n\r\n",
        "GET /fhir/metadata HTTP/1.1\r\nHost: " + m.next() + " " + m.next() + "\r\n\r\n",
        "GET /fhir/metadata HTTP/1.1" + HOST + "Cookie: a=\"" + m.next() + "\\;\r\n\r\n",
        "TRACE /fhir/" + m.next() + " HTTP/1.1" + HOST + "X: " + m.next() + "\r\n\r\n",
        "POST /fhir/$infer HTTP/1.1" + HOST + "Content-Length: " + m.next() + "\r\n\r\n",
        "POST /fhir/$infer HTTP/1.1"
            + HOST
            + "Authorization: Bearer "
            + m.next()
            + "\r\nAuthorization: Bearer "
            + m.next()
            + "\r\nContent-Type: application/fhir+json\r\nContent-Length: 2\r\n\r\n{}",
        "POST /fhir/$infer HTTP/1.1"
            + HOST
            + "Content-Type: application/fhir+json\r\nTransfer-Encoding: chunked\r\n\r\n"
            + m.next());
  }

  private static String exchange(URI server, String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.getPort())) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      OutputStream out = socket.getOutputStream();
      out.write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (SocketException reset) {
      // Refused by closing the connection while we still wrote: no answer at all.
      return "";
    }
  }
}
