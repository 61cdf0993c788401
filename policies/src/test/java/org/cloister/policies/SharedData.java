package org.cloister.policies;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/// Development data beside the checkout; where it is absent, tests that need it skip.
public final class SharedData {
  private SharedData() {}

  public static Path path(String relative) {
    Path path = Path.of(System.getProperty("cloister.shared", "no-shared-data")).resolve(relative);
    assumeTrue(Files.exists(path), "skipped: no shared data");
    return path;
  }
}
