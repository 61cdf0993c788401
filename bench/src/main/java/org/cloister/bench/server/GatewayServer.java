package org.cloister.bench.server;

import org.cloister.bench.process.ServerControl;

/// `cloister serve` in a process that also answers the measurement's questions.
public final class GatewayServer {
  private GatewayServer() {}

  /// @param arguments as those of `cloister`, from `serve` on
  public static void main(String[] arguments) {
    ServerControl.listen();
    org.cloister.gateway.Main.main(arguments);
  }
}
