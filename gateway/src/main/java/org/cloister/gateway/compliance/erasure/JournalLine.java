package org.cloister.gateway.compliance.erasure;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

/// One line of the [ErasureJournal]. Holds random names, dates and places in the log, nothing of a
/// person.
sealed interface JournalLine {
  /// The id of the erasure's record.
  UUID record();

  Instant at();

  /// An erasure is about to be committed.
  ///
  /// @param logSize how long the log is at this moment: a shorter one is an older copy
  /// @param keys the keys to destroy
  record Pending(
      UUID record, Instant at, Scope scope, LegalBasis basis, long logSize, List<UUID> keys)
      implements JournalLine {
    public Pending {
      keys = List.copyOf(keys);
    }
  }

  /// It was committed.
  ///
  /// @param index the place of its record
  record Done(UUID record, Instant at, long index) implements JournalLine {}

  /// It was not: nothing was erased.
  record Voided(UUID record, Instant at) implements JournalLine {}

  /// Without its end of line; the last word is a CRC-32 of what stands before it.
  default String text() {
    String words =
        switch (this) {
          case Pending(var record, var at, var scope, var basis, var logSize, var keys) ->
              "pending %s %s %s %s %d %s"
                  .formatted(
                      record,
                      at,
                      scope.code(),
                      basis.code(),
                      logSize,
                      keys.stream().map(UUID::toString).collect(Collectors.joining(",")));
          case Done(var record, var at, var index) -> "done %s %s %d".formatted(record, at, index);
          case Voided(var record, var at) -> "void %s %s".formatted(record, at);
        };
    return words + " " + checksum(words);
  }

  /// Empty for a line that was not written whole, or was changed.
  static Optional<JournalLine> parse(String line) {
    int end = line.lastIndexOf(' ');
    if (end < 0 || !line.substring(end + 1).equals(checksum(line.substring(0, end)))) {
      return Optional.empty();
    }
    String[] words = line.substring(0, end).split(" ", -1);
    try {
      UUID record = UUID.fromString(words[1]);
      Instant at = Instant.parse(words[2]);
      return switch (words[0]) {
        case "pending" ->
            Optional.of(
                new Pending(
                    record,
                    at,
                    Scope.of(words[3]).orElseThrow(),
                    LegalBasis.of(words[4]).orElseThrow(),
                    Long.parseLong(words[5]),
                    Arrays.stream(words[6].split(",", 0))
                        .filter(word -> !word.isEmpty())
                        .map(UUID::fromString)
                        .toList()));
        case "done" -> Optional.of(new Done(record, at, Long.parseLong(words[3])));
        case "void" -> Optional.of(new Voided(record, at));
        default -> Optional.empty();
      };
    } catch (IllegalArgumentException
        | DateTimeException
        | IndexOutOfBoundsException
        | java.util.NoSuchElementException notALine) {
      return Optional.empty();
    }
  }

  private static String checksum(String words) {
    CRC32 crc = new CRC32();
    crc.update(words.getBytes(StandardCharsets.UTF_8));
    return "%08x".formatted(crc.getValue());
  }
}
