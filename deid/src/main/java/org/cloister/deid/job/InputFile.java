package org.cloister.deid.job;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// One file to de-identify.
///
/// @param path of the input, for the operator's eyes only
/// @param name of the output, without `.gz`. Of the input's own only if it is a resource type with
///   at most four digits, as in a bulk export: file names hold patients' names and numbers, and a
///   de-identified directory must not. Otherwise a number, by the order of the paths.
/// @param form what stands in it
public record InputFile(Path path, String name, Form form) {
  /// One resource or Bundle over any number of lines, or one a line.
  public enum Form {
    DOCUMENT(".json"),
    LINES(".ndjson");

    private final String ending;

    Form(String ending) {
      this.ending = ending;
    }

    private static Optional<Form> of(Path path) {
      String plain = withoutGzip(path.getFileName().toString()).toLowerCase(Locale.ROOT);
      return Stream.of(values()).filter(form -> plain.endsWith(form.ending)).findFirst();
    }
  }

  private static final String GZIP = ".gz";
  private static final Pattern BULK_NAME =
      Pattern.compile("([A-Za-z]+)([._-][0-9]{1,4})?\\.(nd)?json");

  /// The files at a path: itself, or all below it in the order of their paths, hidden ones and what
  /// lies under `out` left out.
  ///
  /// @param resourceTypes names that may stay
  public static List<InputFile> at(Path in, Path out, Set<String> resourceTypes)
      throws JobException {
    List<Path> paths = paths(in, out.toAbsolutePath().normalize());
    List<InputFile> files = new ArrayList<>();
    for (Path path : paths) {
      Form form = Form.of(path).orElseThrow();
      String own = withoutGzip(path.getFileName().toString());
      Matcher bulk = BULK_NAME.matcher(own);
      boolean stays =
          bulk.matches()
              && resourceTypes.contains(bulk.group(1))
              && files.stream().noneMatch(file -> file.name.equals(own));
      String numbered = "document-%06d%s".formatted(files.size() + 1, form.ending);
      files.add(new InputFile(path, stays ? own : numbered, form));
    }
    return files;
  }

  private static List<Path> paths(Path in, Path out) throws JobException {
    try (Stream<Path> walk = Files.walk(in)) {
      return walk.filter(path -> path.equals(in) || !Files.isDirectory(path))
          .filter(path -> Files.isRegularFile(path) && !isHidden(in, path))
          .filter(path -> !path.toAbsolutePath().normalize().startsWith(out))
          .filter(path -> Form.of(path).isPresent())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new JobException("the input cannot be listed", e);
    }
  }

  private static boolean isHidden(Path in, Path path) {
    for (Path part : in.relativize(path)) {
      if (part.toString().startsWith(".")) {
        return true;
      }
    }
    return false;
  }

  boolean isGzip() {
    return path.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(GZIP);
  }

  /// As stored, not unpacked.
  InputStream open() throws JobException {
    try {
      return Files.newInputStream(path);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /// In bytes as stored.
  public long size() throws JobException {
    try {
      return Files.size(path);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  Fingerprint fingerprint() throws JobException {
    try {
      return Fingerprint.of(path);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /// Without the system's words: they are the path.
  private static JobException unreadable(IOException cause) {
    return new JobException("it cannot be read (" + cause.getClass().getSimpleName() + ")");
  }

  /// What it is called where others may read it: by its own name only if that is an output's, too.
  ///
  /// @param number of the file, from 1, in the order of the paths
  String label(int number) {
    return path.getFileName().toString().startsWith(name)
        ? name
        : name + " (input " + number + " in the order of the paths)";
  }

  private static String withoutGzip(String name) {
    return name.toLowerCase(Locale.ROOT).endsWith(GZIP)
        ? name.substring(0, name.length() - GZIP.length())
        : name;
  }

  /// Without the path: it may hold names.
  @Override
  public String toString() {
    return "InputFile[" + name + "]";
  }
}
