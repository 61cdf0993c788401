package org.cloister.audit.witness;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.cloister.audit.tlog.NoteSignature;
import org.cloister.audit.witness.Witness.Answer;

/// A witness over HTTP: `POST /add-checkpoint` (c2sp.org/tlog-witness), and `GET
/// /checkpoint/SHA-256-OF-THE-ORIGIN` for the last cosigned note, which is this product's own.
///
/// Plain HTTP: what it takes and gives is signed and public. A body is read up to 128 KiB and for
/// 10 seconds, and 200 connections are kept at most.
public final class WitnessServer implements AutoCloseable {
  private static final int BACKLOG = 50;
  private static final int STOP_SECONDS = 2;
  private static final String ADD = "/add-checkpoint";
  private static final String LAST = "/checkpoint/";

  private final HttpServer server;
  private final ExecutorService threads;
  private final Witness witness;

  private WitnessServer(HttpServer server, Witness witness) {
    this.server = server;
    this.witness = witness;
    this.threads = Executors.newVirtualThreadPerTaskExecutor();
  }

  /// Listens and answers until it is closed.
  ///
  /// @throws IOException when the address cannot be had
  public static WitnessServer start(Witness witness, InetSocketAddress address) throws IOException {
    // The JDK's server has its limits per process, and none by default.
    System.setProperty("sun.net.httpserver.maxReqTime", "10");
    System.setProperty("sun.net.httpserver.maxRspTime", "10");
    System.setProperty("sun.net.httpserver.maxReqHeaders", "50");
    System.setProperty("jdk.httpserver.maxConnections", "200");
    WitnessServer started = new WitnessServer(HttpServer.create(address, BACKLOG), witness);
    started.server.createContext("/", started::handle);
    started.server.setExecutor(started.threads);
    started.server.start();
    return started;
  }

  /// Where it listens: the port that was chosen where 0 was asked for.
  public InetSocketAddress address() {
    return server.getAddress();
  }

  /// Lets what is being answered finish, for two seconds at most.
  @Override
  public void close() {
    server.stop(STOP_SECONDS);
    threads.close();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String method = exchange.getRequestMethod();
      if (path.equals(ADD)) {
        if (method.equals("POST")) {
          add(exchange);
        } else {
          exchange.getResponseHeaders().set("Allow", "POST");
          text(exchange, 405, "add-checkpoint is a POST\n");
        }
      } else if (path.startsWith(LAST) && method.equals("GET")) {
        Optional<String> note = witness.lastCosigned(path.substring(LAST.length()));
        text(exchange, note.isPresent() ? 200 : 404, note.orElse("nothing was cosigned\n"));
      } else {
        text(exchange, 404, "a witness has add-checkpoint and checkpoint\n");
      }
    }
  }

  private void add(HttpExchange exchange) throws IOException {
    byte[] body;
    try (InputStream in = exchange.getRequestBody()) {
      body = in.readNBytes(AddCheckpoint.MAX_BODY + 1);
    }
    if (body.length > AddCheckpoint.MAX_BODY) {
      text(exchange, 413, "a request has at most 128 KiB\n");
      return;
    }
    switch (witness.addCheckpoint(body)) {
      case Answer.Cosigned(var signatures) ->
          text(
              exchange,
              200,
              signatures.stream().map(NoteSignature::line).collect(Collectors.joining()));
      case Answer.Malformed() -> text(exchange, 400, "not an add-checkpoint request\n");
      case Answer.NotSigned() -> text(exchange, 403, "no known key of the log signed it\n");
      case Answer.UnknownOrigin() -> text(exchange, 404, "a log of this origin is not watched\n");
      case Answer.Conflict(long size) -> send(exchange, 409, "text/x.tlog.size", size + "\n");
      case Answer.BadProof() -> text(exchange, 422, "the proof does not show consistency\n");
      case Answer.Unavailable() -> text(exchange, 503, "the state cannot be kept\n");
    }
  }

  private static void text(HttpExchange exchange, int status, String text) throws IOException {
    send(exchange, status, "text/plain; charset=utf-8", text);
  }

  private static void send(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
