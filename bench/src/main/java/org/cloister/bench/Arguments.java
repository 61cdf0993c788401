package org.cloister.bench;

import java.nio.file.Files;
import java.nio.file.Path;

/// The words of a command line, read from the first to the last. Each fault is a [UsageException]
/// that names the option.
public final class Arguments {
  private final String[] words;
  private int next;

  public Arguments(String[] words) {
    this.words = words.clone();
  }

  public boolean hasNext() {
    return next < words.length;
  }

  /// The next option.
  public String next() {
    return words[next++];
  }

  /// The value of the option that was read last, a whole number in a range.
  public int number(int least, int most) throws UsageException {
    String option = words[next - 1];
    String text = value();
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // answered below, like a number out of range
    }
    throw new UsageException(option + " must be " + least + " to " + most);
  }

  /// The value of the option that was read last, a folder that exists.
  public Path folder() throws UsageException {
    String option = words[next - 1];
    Path folder = Path.of(value()).toAbsolutePath().normalize();
    if (!Files.isDirectory(folder)) {
      throw new UsageException(option + " must name a folder that exists");
    }
    return folder;
  }

  /// The value of the option that was read last, a file or folder that exists.
  public Path path() throws UsageException {
    String option = words[next - 1];
    Path path = Path.of(value()).toAbsolutePath().normalize();
    if (!Files.isReadable(path)) {
      throw new UsageException(option + " must name what exists and can be read");
    }
    return path;
  }

  /// The value of the option that was read last, any word.
  public String word() throws UsageException {
    return value();
  }

  private String value() throws UsageException {
    if (!hasNext()) {
      throw new UsageException(words[next - 1] + " needs a value");
    }
    return words[next++];
  }
}
