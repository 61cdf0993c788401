package org.cloister.gateway.store;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/// Chooses TCP ports for the server.
///
/// Ports are taken from below the range in which Linux chooses the local ports of outgoing
/// connections (32768 and up unless changed). From inside that range, a client that connects while
/// the server is down could be given the server's own port: it would be connected to itself, and
/// the server could not come back.
final class Port {
  private static final int LOWEST = 15_000;
  private static final int HIGHEST = 32_000;
  private static final int TRIES = 200;

  private Port() {}

  /// A port of 127.0.0.1 that nobody listened on a moment ago.
  static int free() throws StoreException {
    for (int i = 0; i < TRIES; i++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
      if (isFree(port)) {
        return port;
      }
    }
    throw new StoreException(
        "No free TCP port on 127.0.0.1 between " + LOWEST + " and " + HIGHEST + " was found.");
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
