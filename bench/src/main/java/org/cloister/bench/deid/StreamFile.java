package org.cloister.bench.deid;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongConsumer;

/// A long file of resources, one a line, of as many patients as fit: the lines of one made-up
/// patient, each time with other ids.
final class StreamFile {
  /// The id's part that changes: the last twelve digits of a UUID.
  private static final int CHANGING = 12;

  private static final long STEP = 256L << 20;

  private StreamFile() {}

  /// @param progress told the bytes written, from time to time
  /// @return lines
  static long write(Path file, long bytes, long seed, LongConsumer progress) throws IOException {
    List<String> lines = SyntheticRecord.lines(seed);
    byte[] patient = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    List<Integer> places = UuidPlaces.in(patient, CHANGING);
    long written = 0;
    long patients = 0;
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
      while (written < bytes) {
        number(patient, places, patients++);
        out.write(patient);
        if (written / STEP != (written + patient.length) / STEP) {
          progress.accept(written);
        }
        written += patient.length;
      }
    }
    return patients * lines.size();
  }

  /// Keeps what tells the ids of one patient apart and makes all of them another patient's.
  private static void number(byte[] patient, List<Integer> places, long number) {
    String digits = "%08d".formatted(number);
    for (int place : places) {
      for (int i = 0; i < digits.length(); i++) {
        patient[place + i] = (byte) digits.charAt(i);
      }
    }
  }
}
