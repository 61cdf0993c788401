package org.cloister.bench.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.cloister.bench.bare.BareServer;
import org.cloister.bench.load.RequestFile;
import org.cloister.bench.process.JavaChild;
import org.cloister.gateway.identity.DemoClient;
import org.cloister.gateway.identity.TokenClient;
import org.cloister.gateway.identity.TokenClient.TokenRequest;

/// One server, and how it is called.
public final class Contestant implements AutoCloseable {
  private static final Duration STARTING = Duration.ofMinutes(2);

  /// Which server, where it answers and what a right answer of it contains.
  public enum Side {
    /// The gateway, asked for an inference.
    FULL("full", "/fhir/$infer", "probabilityDecimal"),
    /// The gateway, asked for a record to be released.
    RELEASING("gateway", "/fhir/$deidentify?domain=demo&preset=safe-harbor-strict", "PSEUDED"),
    /// The floor of [#FULL].
    BARE("bare", "/bare", "total_cvd_10y");

    private final String text;
    private final String path;
    private final String sign;

    Side(String text, String path, String sign) {
      this.text = text;
      this.path = path;
      this.sign = sign;
    }

    private TokenRequest token() {
      return switch (this) {
        case RELEASING -> TokenRequest.of(DemoClient.STEWARD).withPurpose("HRESCH");
        case FULL, BARE -> TokenRequest.of(DemoClient.EHR);
      };
    }

    public String text() {
      return text;
    }

    public String path() {
      return path;
    }

    public String sign() {
      return sign;
    }
  }

  private final Side side;
  private final int port;
  private final Path directory;
  private final JavaChild child;

  private Contestant(Side side, int port, Path directory, JavaChild child) {
    this.side = side;
    this.port = port;
    this.directory = directory;
    this.child = child;
  }

  /// Starts the server's process; [#awaitReady] says when it answers.
  ///
  /// @param directory for its data, and for the requests that it is sent
  static Contestant start(Side side, Path directory, List<String> flags) throws IOException {
    int port = freePort();
    JavaChild.Program program =
        switch (side) {
          case FULL, RELEASING ->
              new JavaChild.Program(
                  side.text(),
                  flags,
                  GatewayServer.class,
                  List.of("serve", "--port", "" + port, "--data", data(directory).toString()));
          case BARE ->
              new JavaChild.Program(side.text(), flags, BareServer.class, List.of("" + port));
        };
    return new Contestant(side, port, directory, JavaChild.start(program, directory));
  }

  private static Path data(Path directory) {
    return directory.resolve("data");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  public void awaitReady() throws IOException, InterruptedException {
    long end = System.nanoTime() + STARTING.toNanos();
    while (!accepts()) {
      child.requireAlive();
      if (System.nanoTime() > end) {
        throw new IOException("the server `" + side.text() + "` does not listen");
      }
      Thread.sleep(100);
    }
  }

  private boolean accepts() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  public Side side() {
    return side;
  }

  public int port() {
    return port;
  }

  JavaChild child() {
    return child;
  }

  /// The data directory; only the gateway has one.
  Path data() {
    return data(directory);
  }

  /// A fresh access token of the gateway's demo issuer: they live for five minutes.
  public String authorization() throws IOException {
    return switch (new TokenClient(data(), port).request(side.token())) {
      case TokenClient.Granted(var token) -> token.header();
      case TokenClient.Refused(var error, _) ->
          throw new IOException("the demo issuer refused a token: " + error);
    };
  }

  /// Leaves the requests that are to be sent in a file, replacing those of before.
  ///
  /// @param authorization sent to both: the same bytes have to be received
  Path writeRequests(List<byte[]> bodies, String authorization) throws IOException {
    List<byte[]> requests = new ArrayList<>();
    for (byte[] body : bodies) {
      byte[] head =
          String.join(
                  "\r\n",
                  "POST " + side.path() + " HTTP/1.1",
                  "Host: 127.0.0.1:" + port,
                  "Authorization: " + authorization,
                  "Content-Type: application/fhir+json",
                  "Content-Length: " + body.length,
                  "",
                  "")
              .getBytes(StandardCharsets.US_ASCII);
      byte[] request = new byte[head.length + body.length];
      System.arraycopy(head, 0, request, 0, head.length);
      System.arraycopy(body, 0, request, head.length, body.length);
      requests.add(request);
    }
    Path file = directory.resolve(side.text() + ".requests");
    RequestFile.write(file, requests);
    return file;
  }

  @Override
  public void close() {
    child.close();
  }
}
