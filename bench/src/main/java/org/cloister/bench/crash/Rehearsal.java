package org.cloister.bench.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.cloister.bench.Deletion;

/// One start that ends in order, from which the Java virtual machine learns (JEP 483, 514). Every
/// later start of the same class path is then as fast as one of `./cloister serve`, which keeps
/// such a cache too.
final class Rehearsal {
  private static final int CALLERS = 4;
  private static final Duration CALLS = Duration.ofSeconds(3);

  private Rehearsal() {}

  /// Runs a gateway in a new folder below `home`, infers a little, ends it.
  ///
  /// @return flags for the later starts; none where the class path holds folders, of which the Java
  ///   virtual machine keeps nothing
  static List<String> flags(Path home, long seed) throws IOException {
    if (!GatewayUnderTest.isOfJars()) {
      return List.of();
    }
    Path cache = home.resolve("gateway.aot");
    Path stage = Files.createDirectory(home.resolve("rehearsal"));
    try (GatewayUnderTest gateway =
        GatewayUnderTest.start(stage, List.of("-XX:AOTCacheOutput=" + cache))) {
      try (Callers callers = new Callers(gateway.server(), gateway.token(), seed)) {
        callers.call(CALLERS, seed);
        Pause.of(CALLS);
      }
    }
    if (!Files.exists(cache)) {
      throw new IOException(
          "the rehearsal left no cache:\n" + Files.readString(stage.resolve("console")));
    }
    Deletion.of(stage);
    return List.of("-XX:AOTCache=" + cache, "-Xlog:aot=off");
  }
}
