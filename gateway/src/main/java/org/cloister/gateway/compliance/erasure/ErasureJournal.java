package org.cloister.gateway.compliance.erasure;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/// Which keys were destroyed: a file outside the database, on a disk and in a backup cycle of its
/// own, that a restored copy of the database is held against before anything is served.
///
/// A line is on the disk (fsync) before the erasure it announces is committed, and a second one
/// says how that ended. A line that a crash cut off at the end of the file is dropped: its erasure
/// was never begun. Any other damage refuses the start, because a key could be missing. Entries
/// older than the backup horizon are dropped at start: no backup holds their keys any more.
public final class ErasureJournal implements AutoCloseable {
  private static final String HEADER = "cloister-erasure-journal-v1";

  private final FileChannel channel;
  // By record, in the order of the file.
  private final Map<UUID, Entry> entries;

  private ErasureJournal(FileChannel channel, Map<UUID, Entry> entries) {
    this.channel = channel;
    this.entries = entries;
  }

  /// An erasure and how it ended, as far as the journal knows.
  record Entry(JournalLine.Pending begun, List<JournalLine> ends) {
    boolean isOpen() {
      return ends.isEmpty();
    }

    boolean isVoid() {
      return ends.stream().anyMatch(JournalLine.Voided.class::isInstance);
    }
  }

  /// Opens the journal, or begins a new one, with mode 0600.
  ///
  /// @param horizon how long backups of the database are kept
  /// @throws IOException when it cannot be read or written, or is damaged
  public static ErasureJournal open(Path file, Duration horizon, Instant now) throws IOException {
    Map<UUID, Entry> entries = Files.exists(file) ? read(file) : new LinkedHashMap<>();
    entries
        .values()
        .removeIf(entry -> !entry.isOpen() && entry.begun().at().plus(horizon).isBefore(now));
    rewrite(file, entries);
    return new ErasureJournal(
        FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND), entries);
  }

  /// Adds a line; on the disk when this returns.
  ///
  /// @throws IOException when it is not, or may not be: the erasure must not be committed
  synchronized void append(JournalLine line) throws IOException {
    write(channel, line.text() + "\n");
    switch (line) {
      case JournalLine.Pending begun ->
          entries.put(begun.record(), new Entry(begun, new ArrayList<>()));
      case JournalLine.Done _, JournalLine.Voided _ -> {
        Entry entry = entries.get(line.record());
        if (entry != null) {
          entry.ends().add(line);
        }
      }
    }
  }

  /// All erasures within the horizon, oldest first.
  synchronized List<Entry> entries() {
    return List.copyOf(entries.values());
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private static Map<UUID, Entry> read(Path file) throws IOException {
    String text = Files.readString(file, StandardCharsets.UTF_8);
    List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
    // What stands behind the last end of line: nothing, or a line that was cut off.
    String _ = lines.removeLast();
    if (lines.isEmpty() || !lines.getFirst().equals(HEADER)) {
      throw damaged(file, 1);
    }
    Map<UUID, Entry> entries = new LinkedHashMap<>();
    for (int i = 1; i < lines.size(); i++) {
      int number = i + 1;
      JournalLine line = JournalLine.parse(lines.get(i)).orElseThrow(() -> damaged(file, number));
      if (line instanceof JournalLine.Pending begun) {
        entries.put(begun.record(), new Entry(begun, new ArrayList<>()));
      } else {
        Entry entry = entries.get(line.record());
        if (entry == null) {
          throw damaged(file, number);
        }
        entry.ends().add(line);
      }
    }
    return entries;
  }

  /// Whole or not at all.
  private static void rewrite(Path file, Map<UUID, Entry> entries) throws IOException {
    StringBuilder text = new StringBuilder(HEADER).append('\n');
    for (Entry entry : entries.values()) {
      text.append(entry.begun().text()).append('\n');
      entry.ends().forEach(end -> text.append(end.text()).append('\n'));
    }
    Path folder = Objects.requireNonNullElse(file.toAbsolutePath().getParent(), file);
    Path draft = folder.resolve(file.getFileName() + ".new");
    boolean _ = Files.deleteIfExists(draft);
    Path _ =
        Files.createFile(
            draft,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try (FileChannel out = FileChannel.open(draft, StandardOpenOption.WRITE)) {
      write(out, text.toString());
    }
    Path _ =
        Files.move(
            draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
      names.force(true);
    }
  }

  private static void write(FileChannel channel, String text) throws IOException {
    ByteBuffer rest = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    while (rest.hasRemaining()) {
      int _ = channel.write(rest);
    }
    channel.force(true);
  }

  private static IOException damaged(Path file, int line) {
    return new IOException(
        "erasure journal "
            + file
            + " is damaged in line "
            + line
            + "; restore it from its own backup: without it a restored database could bring back"
            + " what was erased");
  }
}
