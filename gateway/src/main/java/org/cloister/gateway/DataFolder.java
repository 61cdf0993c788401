package org.cloister.gateway;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a running gateway leaves in its data directory for the other commands: where it listens
/// (`gateway.json`) and the public keys of its log (`log.vkey`, one in a line). Neither is secret.
final class DataFolder {
  private static final Pattern PORT = Pattern.compile("\"port\"\\s*:\\s*([0-9]{1,5})");

  private static final int MAX_PORT = 65_535;

  private final Path data;

  DataFolder(Path data) {
    this.data = data;
  }

  void announce(int port, String verifierKey) throws IOException {
    replace("gateway.json", "{\"port\":" + port + "}\n");
    replace("log.vkey", verifierKey + "\n");
  }

  Optional<Integer> port() throws IOException {
    Optional<String> text = read("gateway.json");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Matcher matcher = PORT.matcher(text.get());
    return matcher.find()
        ? Optional.of(Integer.valueOf(matcher.group(1))).filter(port -> port <= MAX_PORT)
        : Optional.empty();
  }

  Optional<String> verifierKey() throws IOException {
    return read("log.vkey").map(String::strip);
  }

  private Optional<String> read(String name) throws IOException {
    Path file = data.resolve(name);
    try {
      return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    } catch (IOException unreadable) {
      // Without its cause, whose message would be told instead: a bare path, or a number.
      throw new IOException("the file " + name + " of the data directory cannot be read");
    }
  }

  /// Whole or not at all: another command may read at any moment.
  private void replace(String name, String content) throws IOException {
    Path draft = data.resolve(name + ".new");
    Files.writeString(draft, content, StandardCharsets.UTF_8);
    Files.move(
        draft,
        data.resolve(name),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }
}
