package org.cloister.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `./cloister verify --url` against servers that are broken, or worse.
final class HostileLogTest {
  private static final String RECORD = "00000000-0000-4000-8000-000000000000";

  @TempDir private Path folder;

  @FunctionalInterface
  private interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  @Test
  void verify_saysWhatIsWrongWithAnAnswer() throws Exception {
    assertAnswer("UNKNOWN: The log answers 500.", exchange -> send(exchange, 500, new byte[9]));
    assertAnswer("UNKNOWN: There is no checkpoint", exchange -> send(exchange, 404, new byte[9]));
    assertAnswer(
        "UNKNOWN: The log answers 302.",
        exchange -> {
          exchange.getResponseHeaders().set("Location", "/elsewhere");
          send(exchange, 302, new byte[0]);
        });
    assertAnswer(
        "UNKNOWN: The address answers with a web page",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "Text/HTML; charset=utf-8");
          send(exchange, 200, "<p>Welcome".getBytes(StandardCharsets.UTF_8));
        });
    assertAnswer("TAMPERED: The checkpoint is not", exchange -> send(exchange, 200, new byte[0]));
    assertAnswer(
        "TAMPERED: The checkpoint is not",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Encoding", "gzip");
          send(exchange, 200, bomb());
        });
  }

  @Test
  void verify_endsWhatDoesNotEndByItself() throws Exception {
    assertAnswer(
        "UNKNOWN: The log does not answer",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          endless(exchange.getResponseBody());
        });
  }

  @Test
  void verify_saysWhatIsWrongWithWhatIsNoHttp() throws Exception {
    for (String rubbish :
        List.of(
            "",
            "SSH-2.0-OpenSSH_9.2\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort",
            "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            "HTTP/1.1 999 \r\n\r\n",
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n")) {
      try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
        Thread _ = Thread.ofVirtual().start(() -> rubbish(server, rubbish));
        assertOneSentence("UNKNOWN: ", verify("http://127.0.0.1:" + server.getLocalPort()));
      }
    }
  }

  @Test
  void record_believesNoListThatIsNone() throws Exception {
    LogFolder log = new LogFolder(folder.resolve("log"));
    log.append(5);
    for (String acts :
        List.of(
            "",
            "{}",
            "null",
            "[",
            "[" + "[".repeat(5000),
            "[{\"record\":\"../../a b\",\"part\":\"agent\"}]",
            "[{\"record\":17}]",
            "[" + "{},".repeat(1000) + "{}]")) {
      Answer answer =
          exchange -> {
            String path = exchange.getRequestURI().getPath();
            if (path.endsWith("/erasures")) {
              send(exchange, 200, acts.getBytes(StandardCharsets.UTF_8));
            } else if (path.endsWith(RECORD)) {
              send(exchange, 200, log.receipt(3).getBytes(StandardCharsets.UTF_8));
            } else {
              Path file = log.folder().resolve(path.substring("/log/".length()));
              send(exchange, 200, Files.readAllBytes(file));
            }
          };
      try (Served served = new Served(answer)) {
        CommandLine verified =
            CommandLine.run(
                "verify", "--record", RECORD, "--url", served.url(), "--key", log.vkey());
        assertOneSentence("UNKNOWN: ", verified);
      }
    }
  }

  private void assertAnswer(String beginning, Answer answer) throws Exception {
    try (Served served = new Served(answer)) {
      assertOneSentence(beginning, verify(served.url()));
    }
  }

  private static void assertOneSentence(String beginning, CommandLine verified) {
    assertThat(verified.out()).startsWith(beginning).hasLineCount(1);
    assertThat(verified.out()).doesNotContain("Exception", "OK:");
    assertThat(verified.err()).isEmpty();
    assertThat(verified.exitCode()).isEqualTo(Main.FAULT);
  }

  private CommandLine verify(String url) throws IOException, GeneralSecurityException {
    String key = new LogFolder(folder.resolve("other")).vkey();
    return CommandLine.run("verify", "--url", url, "--key", key);
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  private static void endless(OutputStream body) throws IOException {
    byte[] block = new byte[1 << 16];
    while (true) {
      body.write(block);
    }
  }

  private static byte[] bomb() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(new byte[8 << 20]);
    }
    return bytes.toByteArray();
  }

  private static void rubbish(ServerSocket server, String rubbish) {
    boolean open = true;
    while (open) {
      try (Socket socket = server.accept()) {
        int _ = socket.getInputStream().read(new byte[4096]);
        socket.getOutputStream().write(rubbish.getBytes(StandardCharsets.UTF_8));
      } catch (IOException closed) {
        open = !server.isClosed();
      }
    }
  }

  /// A server that answers everything alike.
  private static final class Served implements AutoCloseable {
    private final HttpServer server;

    Served(Answer answer) throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/",
          exchange -> {
            try (exchange) {
              answer.to(exchange);
            }
          });
      server.start();
    }

    String url() {
      return "http://127.0.0.1:" + server.getAddress().getPort() + "/log";
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}
