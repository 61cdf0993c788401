package org.cloister.bench.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/// One caller: a kept-alive connection with at most one request in flight. For one thread.
final class Connection implements AutoCloseable {
  private static final int LONGEST_ANSWER = 256 << 10;

  private final Selector selector;
  private final InetSocketAddress server;
  private final ByteBuffer received = ByteBuffer.allocateDirect(LONGEST_ANSWER);
  private ByteBuffer sending = ByteBuffer.allocate(0);
  private SocketChannel channel;
  private SelectionKey key;
  private Optional<ResponseHead> head = Optional.empty();
  private long sentAt;

  Connection(Selector selector, int port) throws IOException {
    this.selector = selector;
    this.server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    this.channel = connect();
    this.key = channel.register(selector, SelectionKey.OP_READ, this);
  }

  private SocketChannel connect() throws IOException {
    SocketChannel connected = SocketChannel.open(server);
    connected.setOption(StandardSocketOptions.TCP_NODELAY, true);
    connected.configureBlocking(false);
    return connected;
  }

  /// Begins a request; the answer before must have been taken.
  void send(ByteBuffer request) throws IOException {
    if (head.isPresent() && !head.get().keepAlive()) {
      channel.close();
      channel = connect();
      key = channel.register(selector, SelectionKey.OP_READ, this);
    }
    received.clear();
    head = Optional.empty();
    sending = request.duplicate();
    sentAt = System.nanoTime();
    flush();
  }

  /// Goes on with a request that did not fit into the socket's buffer.
  void flush() throws IOException {
    int _ = channel.write(sending);
    var _ = key.interestOps(sending.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
  }

  /// Reads what has come.
  ///
  /// @return whether the answer is complete
  boolean read() throws IOException {
    if (channel.read(received) < 0) {
      throw new IOException("the server closed a connection before its answer");
    }
    if (head.isEmpty()) {
      head = ResponseHead.of(received);
      if (head.isPresent() && head.get().length() > LONGEST_ANSWER) {
        throw new IOException("an answer of more than 256 KiB");
      }
    }
    return head.isPresent() && received.position() >= head.get().length();
  }

  long sentAtNanos() {
    return sentAt;
  }

  int status() {
    return head.orElseThrow().status();
  }

  /// Whether the body of the answer has this ASCII text.
  boolean bodyContains(byte[] sign) {
    int last = received.position() - sign.length;
    for (int i = head.orElseThrow().headLength(); i <= last; i++) {
      int matched = 0;
      while (matched < sign.length && received.get(i + matched) == sign[matched]) {
        matched++;
      }
      if (matched == sign.length) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
