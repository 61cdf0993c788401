package org.cloister.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/// Which build of Cloister this is.
public final class ProgramVersion {
  private static final String BUILT = "/META-INF/build-info.properties";

  private ProgramVersion() {}

  /// As the build names it; `unpackaged` where classes run without having been packaged.
  public static String text() throws IOException {
    try (InputStream in = ProgramVersion.class.getResourceAsStream(BUILT)) {
      if (in == null) {
        return "unpackaged";
      }
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("build.version", "unpackaged");
    }
  }
}
