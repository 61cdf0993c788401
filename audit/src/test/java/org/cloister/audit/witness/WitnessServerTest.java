package org.cloister.audit.witness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Status, content type and body of each answer, as c2sp.org/tlog-witness gives them.
class WitnessServerTest {
  @TempDir Path folder;

  private final GrowingLog log = GrowingLog.empty("log.example/a").grownTo(20, "entry");
  private final HttpClient client = HttpClient.newHttpClient();
  private WitnessServer server;

  @BeforeEach
  void serve() throws Exception {
    WitnessKeys keys = WitnessKeys.create("witness.example/w1", folder.resolve("witness.key"));
    Witness.begin(keys, "log.example/a", folder, Clock.systemUTC());
    Witness witness = Witness.open(keys, List.of(log.key()), folder, Clock.systemUTC());
    server =
        WitnessServer.start(witness, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void start_answersAsTheProtocolSays() throws Exception {
    HttpResponse<String> cosigned = post(log.request(0, 7));
    assertThat(cosigned.statusCode()).isEqualTo(200);
    assertThat(cosigned.body().lines())
        .hasSize(2)
        .allMatch(line -> line.startsWith("\u2014 witness.example/w1 "));
    assertThat(cosigned.body()).endsWith("\n");

    HttpResponse<String> conflict = post(log.request(3, 9));
    assertThat(conflict.statusCode()).isEqualTo(409);
    assertThat(conflict.headers().firstValue("Content-Type")).contains("text/x.tlog.size");
    assertThat(conflict.body()).isEqualTo("7\n");

    GrowingLog fork = log.forkedAt(2).grownTo(20, "other");
    assertThat(post(fork.request(7, 9)).statusCode()).isEqualTo(422);
    assertThat(post(GrowingLog.empty("log.example/a").grownTo(9, "x").request(7, 9)).statusCode())
        .isEqualTo(403);
    assertThat(post(GrowingLog.empty("log.example/b").grownTo(9, "x").request(0, 9)).statusCode())
        .isEqualTo(404);
    assertThat(post(new byte[] {1, 2, 3}).statusCode()).isEqualTo(400);
    assertThat(post(new byte[AddCheckpoint.MAX_BODY + 1]).statusCode()).isEqualTo(413);
  }

  @Test
  void start_givesOutWhatItCosignedLast() throws Exception {
    String path = "/checkpoint/" + CosignedState.hashed("log.example/a");
    assertThat(get(path).statusCode()).isEqualTo(404);
    var _ = post(log.request(0, 7));
    assertThat(get(path).body()).startsWith(log.checkpoint(7).text());
    assertThat(get("/checkpoint/../witness.key").statusCode()).isEqualTo(404);
    assertThat(get("/add-checkpoint").statusCode()).isEqualTo(405);
  }

  @Test
  void start_answersOthersWhateverOneSends() throws Exception {
    for (String rubbish :
        List.of(
            "\r\n\r\n",
            "\u0000\u0001\u0002\r\n\r\n",
            "GET\r\n\r\n",
            "POST mailto:nobody HTTP/1.1\r\nHost: w\r\nContent-Length: 0\r\n\r\n",
            "POST * HTTP/1.1\r\nHost: w\r\n\r\n",
            "POST http:// HTTP/1.1\r\nHost: w\r\n\r\n",
            "HEAD /checkpoint/00 HTTP/1.1\r\nHost: w\r\n\r\n",
            "POST /add-checkpoint HTTP/1.1\r\nHost: w\r\nContent-Length: -1\r\n\r\n",
            "POST /add-checkpoint HTTP/1.1\r\nHost: w\r\nContent-Length: 99999999999\r\n\r\nold 0",
            "POST /add-checkpoint HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            "GET /" + "x".repeat(100_000) + " HTTP/1.1\r\n\r\n",
            "GET / HTTP/1.1\r\n" + "a: b\r\n".repeat(1000) + "\r\n")) {
      try (Socket socket = new Socket(server.address().getAddress(), server.address().getPort())) {
        socket.getOutputStream().write(rubbish.getBytes(StandardCharsets.UTF_8));
      } catch (IOException hungUp) {
        // as it may
      }
    }
    assertThat(post(log.request(0, 7)).statusCode()).isEqualTo(200);
  }

  private HttpResponse<String> post(byte[] body) throws Exception {
    return send(
        HttpRequest.newBuilder(uri("/add-checkpoint"))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(HttpRequest.newBuilder(uri(path)));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.address().getPort() + path);
  }
}
