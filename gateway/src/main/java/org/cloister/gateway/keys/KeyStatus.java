package org.cloister.gateway.keys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a running gateway says of its key-encryption keys in `keys.status` of its data directory,
/// for `cloister key`. Public names and counts, nothing secret.
///
/// @param at when it was found out
/// @param current the key under which new ones are wrapped
/// @param uses how many wrapped keys need each key-encryption key
public record KeyStatus(Instant at, String current, Map<String, Long> uses) {
  private static final String FILE = "keys.status";
  private static final Duration STALE = Duration.ofMinutes(1);

  public KeyStatus {
    uses = Map.copyOf(uses);
  }

  /// Whether a gateway was running a moment ago that vouches for this.
  public boolean isFresh(Instant now) {
    return Duration.between(at, now).compareTo(STALE) < 0;
  }

  void writeTo(Path data) throws IOException {
    StringBuilder text = new StringBuilder("at " + at + "\ncurrent " + current + "\n");
    new TreeMap<>(uses).forEach((kek, count) -> text.append(kek + " " + count + "\n"));
    Path draft = data.resolve(FILE + ".new");
    Path _ = Files.writeString(draft, text);
    Path _ =
        Files.move(
            draft,
            data.resolve(FILE),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
  }

  /// @throws IOException when no gateway has run on this directory
  public static KeyStatus readFrom(Path data) throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(data.resolve(FILE)));
    Instant at = Instant.parse(lines.removeFirst().substring("at ".length()));
    String current = lines.removeFirst().substring("current ".length());
    Map<String, Long> uses = new TreeMap<>();
    for (String line : lines) {
      int space = line.indexOf(' ');
      uses.put(line.substring(0, space), Long.valueOf(line.substring(space + 1)));
    }
    return new KeyStatus(at, current, uses);
  }
}
