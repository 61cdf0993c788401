import com.google.googlejavaformat.java.Formatter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Checks (`check`) or rewrites (`apply`) every Java file below the given folders with google-java-format.
/// Run by the build in a JDK 25, because a formatter inside an older Maven JVM cannot parse Java 25.
final class Format {
  private Format() {}

  public static void main(String[] args) throws Exception {
    boolean apply = args[0].equals("apply");
    Formatter formatter = new Formatter();
    List<Path> unformatted = new ArrayList<>();
    for (int i = 1; i < args.length; i++) {
      for (Path file : javaFiles(Path.of(args[i]))) {
        String source = Files.readString(file);
        String formatted = formatter.formatSourceAndFixImports(source);
        if (source.equals(formatted)) {
          continue;
        }
        if (apply) {
          Files.writeString(file, formatted);
        }
        unformatted.add(file);
      }
    }
    for (Path file : unformatted) {
      System.out.println((apply ? "formatted " : "not formatted: ") + file);
    }
    if (!apply && !unformatted.isEmpty()) {
      System.out.println("run: mvn exec:exec@format -Dformat.mode=apply");
      System.exit(1);
    }
  }

  private static List<Path> javaFiles(Path root) throws IOException {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (var paths = Files.walk(root)) {
      return paths.filter(path -> path.toString().endsWith(".java")).sorted().toList();
    }
  }
}
