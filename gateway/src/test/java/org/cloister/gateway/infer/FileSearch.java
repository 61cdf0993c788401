package org.cloister.gateway.infer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// Looks for an ASCII text in every file below a folder, byte by byte, in each form in which
/// software likes to write text: plain and in lower case, UTF-16 of both byte orders, hexadecimal,
/// base64 at its three alignments.
///
/// It does not see through encryption, digests or compression.
public final class FileSearch {
  /// @param name of the form, for the report
  @SuppressWarnings("ArrayRecordComponent") // read by this class alone
  private record Form(String name, byte[] bytes) {}

  private final List<Form> forms = new ArrayList<>();
  private long searchedBytes;
  private int searchedFiles;

  public FileSearch(String text) {
    add("plain", text);
    add("lower case", text.toLowerCase(Locale.ROOT));
    forms.add(new Form("UTF-16LE", text.getBytes(StandardCharsets.UTF_16LE)));
    forms.add(new Form("UTF-16BE", text.getBytes(StandardCharsets.UTF_16BE)));
    byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
    add("hexadecimal", HexFormat.of().formatHex(ascii));
    add("HEXADECIMAL", HexFormat.of().withUpperCase().formatHex(ascii));
    for (int before = 0; before < 3; before++) {
      add("base64 after " + before, base64Core(ascii, before));
    }
  }

  private void add(String name, String text) {
    forms.add(new Form(name, text.getBytes(StandardCharsets.US_ASCII)));
  }

  /// The characters that do not depend on the bytes around the text.
  private static String base64Core(byte[] text, int bytesBefore) {
    byte[] shifted = new byte[bytesBefore + text.length];
    System.arraycopy(text, 0, shifted, bytesBefore, text.length);
    String encoded = Base64.getEncoder().withoutPadding().encodeToString(shifted);
    int first = (bytesBefore * 8 + 5) / 6;
    int end = shifted.length * 8 / 6;
    return encoded.substring(first, end);
  }

  /// Where the text was found, as `file: form at byte N`.
  public List<String> below(Path folder) throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        byte[] content;
        try {
          content = Files.readAllBytes(path);
        } catch (NoSuchFileException gone) {
          // A running PostgreSQL makes files and drops them again.
          continue;
        }
        searchedBytes += content.length;
        searchedFiles++;
        found.addAll(in(content).stream().map(place -> path + ": " + place).toList());
      }
    }
    return found;
  }

  List<String> in(byte[] content) {
    List<String> found = new ArrayList<>();
    for (Form form : forms) {
      int at = indexOf(content, form.bytes());
      if (at >= 0) {
        found.add(form.name() + " at byte " + at);
      }
    }
    return found;
  }

  /// What was looked through so far, for a test's report.
  String searched() {
    return "%d files, %d MB".formatted(searchedFiles, searchedBytes >> 20);
  }

  /// Horspool, Practical fast searching in strings, 1980: looks at every twelfth byte or so.
  private static int indexOf(byte[] content, byte[] wanted) {
    int last = wanted.length - 1;
    int[] skip = new int[256];
    Arrays.fill(skip, wanted.length);
    for (int i = 0; i < last; i++) {
      skip[wanted[i] & 0xFF] = last - i;
    }
    for (int at = 0; at + last < content.length; at += skip[content[at + last] & 0xFF]) {
      int i = last;
      while (i >= 0 && content[at + i] == wanted[i]) {
        i--;
      }
      if (i < 0) {
        return at;
      }
    }
    return -1;
  }
}
