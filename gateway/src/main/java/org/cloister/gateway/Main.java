package org.cloister.gateway;

/// `./cloister COMMAND`: one entry for the server, the demo and the tools.
public final class Main {
  private Main() {}

  public static void main(String[] args) {}
}
