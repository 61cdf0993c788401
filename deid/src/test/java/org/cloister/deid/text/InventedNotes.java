package org.cloister.deid.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/// Writes clinical notes about people who do not exist, and says which stretches identify them and
/// which are clinical. Wordings and values are in a resource whose head explains its signs; the
/// same seed writes the same notes.
final class InventedNotes {
  /// A stretch of a note, from `start` to before `end`.
  record Stretch(int start, int end, String kind) {}

  record Note(String title, String text, List<Stretch> planted, List<Stretch> clinical) {}

  private record Template(String title, String body) {}

  private final Map<String, List<String>> values = new HashMap<>();
  private final List<Template> templates = new ArrayList<>();

  private InventedNotes() {}

  static InventedNotes read(String resource) {
    InventedNotes notes = new InventedNotes();
    String[] parts = text(resource).split("(?m)^== ", -1);
    for (String line : parts[0].lines().filter(line -> !line.startsWith("#")).toList()) {
      int colon = line.indexOf(':');
      String[] choices = line.substring(colon + 1).strip().split(" \\| ", -1);
      notes.values.put(line.substring(0, colon), List.of(choices));
    }
    for (int i = 1; i < parts.length; i++) {
      int end = parts[i].indexOf('\n');
      notes.templates.add(
          new Template(parts[i].substring(0, end), parts[i].substring(end + 1).stripTrailing()));
    }
    return notes;
  }

  private static String text(String resource) {
    try (InputStream in =
        Objects.requireNonNull(InventedNotes.class.getResourceAsStream(resource), resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Every wording `times` times, with other values each time.
  List<Note> write(int times, long seed) {
    Random random = new Random(seed);
    List<Note> written = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      templates.forEach(template -> written.add(new Writer(random).write(template)));
    }
    return written;
  }

  private final class Writer {
    private final Random random;
    private final Map<String, String> ofThisNote = new HashMap<>();
    private final StringBuilder out = new StringBuilder();
    private final List<Stretch> planted = new ArrayList<>();
    private final List<Stretch> clinical = new ArrayList<>();

    Writer(Random random) {
      this.random = random;
    }

    Note write(Template template) {
      String body = template.body();
      for (int at = 0; at < body.length(); ) {
        char c = body.charAt(at);
        int end = c == '<' ? slotEnd(body, at) : c == '{' ? body.indexOf('}', at) : -1;
        end = c == '[' ? body.indexOf(']', at) : end;
        if (end < 0) {
          out.append(c);
          at++;
        } else {
          piece(c, body.substring(at + 1, end));
          at = end + 1;
        }
      }
      return new Note(template.title(), out.toString(), planted, clinical);
    }

    private int slotEnd(String body, int at) {
      int end = body.indexOf('>', at);
      return end > 0 && values.containsKey(kind(body.substring(at + 1, end))) ? end : -1;
    }

    private void piece(char sign, String inner) {
      int start = out.length();
      switch (sign) {
        case '<' -> {
          out.append(value(inner));
          if (!kind(inner).equals("state")) {
            planted.add(new Stretch(start, out.length(), kind(inner)));
          }
        }
        case '{' -> {
          out.append(inner);
          clinical.add(new Stretch(start, out.length(), inner));
        }
        default -> {
          int bar = inner.indexOf('|');
          out.append(inner, bar + 1, inner.length());
          planted.add(new Stretch(start, out.length(), inner.substring(0, bar)));
        }
      }
    }

    private static String kind(String slot) {
      String kind = slot.toLowerCase(Locale.ROOT);
      kind = kind.startsWith("p.") ? kind.substring(2) : kind;
      return kind.endsWith("-") ? kind.substring(0, kind.length() - 1) : kind;
    }

    private String value(String slot) {
      String name = slot.toLowerCase(Locale.ROOT);
      String drawn =
          name.startsWith("p.")
              ? ofThisNote.computeIfAbsent(kind(slot), this::drawn)
              : drawn(kind(slot));
      if (slot.endsWith("-")) {
        return drawn.toLowerCase(Locale.ROOT);
      }
      return slot.equals(name) ? drawn : drawn.toUpperCase(Locale.ROOT);
    }

    private String drawn(String kind) {
      List<String> choices = Objects.requireNonNull(values.get(kind), kind);
      String choice = choices.get(random.nextInt(choices.size()));
      if (kind.equals("date") || kind.equals("day")) {
        LocalDate date = LocalDate.of(1930, 1, 1).plusDays(random.nextInt(35_000));
        return DateTimeFormatter.ofPattern(choice, Locale.ENGLISH).format(date);
      }
      return kind.equals("first") || kind.equals("last") ? choice : filled(choice);
    }

    private String filled(String pattern) {
      StringBuilder filled = new StringBuilder();
      for (int at = 0; at < pattern.length(); at++) {
        char c = pattern.charAt(at);
        switch (c) {
          case '#' -> filled.append(random.nextInt(10));
          case '%' -> filled.append(2 + random.nextInt(8));
          case '^' -> filled.append((char) ('A' + random.nextInt(26)));
          case '<' -> {
            int end = pattern.indexOf('>', at);
            filled.append(value(pattern.substring(at + 1, end)).replaceAll("[^\\p{L}]", ""));
            at = end;
          }
          default -> filled.append(c);
        }
      }
      return filled.toString();
    }
  }
}
