package org.cloister.deid.risk;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/// The files of one batch, read one after the other.
final class Batch {
  /// About 200 MB at most, and enough for most batches to be counted exactly.
  private static final int PERSONS_HELD = 1 << 22;

  private static final int BUFFER = 1 << 16;

  private static final JsonFactory JSON = new JsonFactory();

  private final EquivalenceClasses classes = new EquivalenceClasses(PERSONS_HELD);
  private final Map<QuasiIdentifier, Long> emitted = new EnumMap<>(QuasiIdentifier.class);
  private final Set<QuasiIdentifier> known;

  Batch(Set<QuasiIdentifier> known) {
    this.known = Set.copyOf(known);
  }

  void read(Path release) throws IOException {
    if (!Files.isDirectory(release)) {
      readFile(release);
      return;
    }
    List<Path> files;
    try (Stream<Path> inside = Files.walk(release)) {
      files = inside.filter(Files::isRegularFile).filter(Batch::isRelease).sorted().toList();
    }
    for (Path file : files) {
      readFile(file);
    }
  }

  RiskReport report(Population population) {
    return new RiskReport(classes.oneIn(), emitted, classes.bySize(), population);
  }

  private static boolean isRelease(Path file) {
    String name = file.getFileName().toString();
    String plain = name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
    return plain.endsWith(".ndjson") || plain.endsWith(".json");
  }

  private void readFile(Path file) throws IOException {
    try (InputStream bytes = open(file);
        JsonParser json = JSON.createParser(bytes)) {
      new PatientReading(json, this::count).all();
    } catch (JsonProcessingException e) {
      // Without the cause: its message quotes the document.
      throw new IOException(
          file + " is no JSON at byte " + e.getLocation().getByteOffset() + " of its text");
    }
  }

  private static InputStream open(Path file) throws IOException {
    InputStream bytes = Files.newInputStream(file);
    return file.toString().endsWith(".gz")
        ? new GZIPInputStream(bytes, BUFFER)
        : new BufferedInputStream(bytes, BUFFER);
  }

  private void count(ReleasedPatient patient) {
    classes.add(patient.lookAlike(known), patient.person());
    for (QuasiIdentifier trait : patient.emitted()) {
      if (known.contains(trait)) {
        emitted.merge(trait, 1L, Long::sum);
      }
    }
  }
}
