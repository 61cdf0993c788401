package org.cloister.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/// What a client must know of an HTTP/1.1 response before its body (RFC 9112).
///
/// @param length of the head and the body together
/// @param keepAlive `false` when the server closes the connection after this response
record ResponseHead(int status, int headLength, int length, boolean keepAlive) {
  private static final String LENGTH = "\r\ncontent-length:";
  private static final String CLOSE = "\r\nconnection: close";

  /// @param received from index 0 to its position; not changed
  /// @return empty as long as the head is not complete
  /// @throws IOException when the response has no length: nothing here sends one without
  static Optional<ResponseHead> of(ByteBuffer received) throws IOException {
    int end = endOfHead(received);
    if (end < 0) {
      return Optional.empty();
    }
    byte[] bytes = new byte[end];
    received.get(0, bytes);
    String head = new String(bytes, StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT);
    int length = head.indexOf(LENGTH);
    if (!head.startsWith("http/1.1 ") || length < 0) {
      throw new IOException("an answer without Content-Length");
    }
    int from = length + LENGTH.length();
    int bodyLength = Integer.parseInt(head.substring(from, head.indexOf('\r', from)).strip());
    return Optional.of(
        new ResponseHead(
            Integer.parseInt(head.substring(9, 12)), end, end + bodyLength, !head.contains(CLOSE)));
  }

  private static int endOfHead(ByteBuffer received) {
    for (int i = 3; i < received.position(); i++) {
      if (received.get(i) == '\n'
          && received.get(i - 2) == '\n'
          && received.get(i - 1) == '\r'
          && received.get(i - 3) == '\r') {
        return i + 1;
      }
    }
    return -1;
  }
}
