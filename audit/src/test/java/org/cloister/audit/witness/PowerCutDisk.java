package org.cloister.audit.witness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/// A disk that loses at a power cut what was not forced: the rest of a file's content, and names in
/// a folder. Which of it is chance, as on a real one.
final class PowerCutDisk implements Disk {
  private final Disk real = Disk.real();
  private final Random random;
  private final Set<Path> unforced = new HashSet<>();

  /// What a name stood for before it was given to another file, until its folder is forced.
  private final Map<Path, byte[]> replaced = new HashMap<>();

  private int untilCut = Integer.MAX_VALUE;

  PowerCutDisk(Random random) {
    this.random = random;
  }

  /// @param step of the next ones before which the power goes
  void cutAt(int step) {
    untilCut = step;
  }

  /// What is on the disk when the power is back.
  void powerBack() {
    untilCut = Integer.MAX_VALUE;
    try {
      for (Map.Entry<Path, byte[]> name : replaced.entrySet()) {
        if (random.nextBoolean()) {
          var _ = Files.write(name.getKey(), name.getValue());
          boolean _ = unforced.remove(name.getKey());
        }
      }
      for (Path file : unforced) {
        if (Files.exists(file)) {
          byte[] content = Files.readAllBytes(file);
          var _ = Files.write(file, Arrays.copyOf(content, random.nextInt(content.length + 1)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    replaced.clear();
    unforced.clear();
  }

  @Override
  public void write(Path file, byte[] content) throws IOException {
    step();
    real.write(file, content);
    boolean _ = unforced.add(file);
  }

  @Override
  public void force(Path file) throws IOException {
    step();
    real.force(file);
    boolean _ = unforced.remove(file);
  }

  @Override
  public void replace(Path file, Path target) throws IOException {
    step();
    byte[] before = Files.readAllBytes(target);
    real.replace(file, target);
    byte[] _ = replaced.putIfAbsent(target, before);
    if (unforced.remove(file)) {
      boolean _ = unforced.add(target);
    }
  }

  @Override
  public void forceFolder(Path folder) throws IOException {
    step();
    real.forceFolder(folder);
    replaced.clear();
  }

  private void step() throws IOException {
    if (untilCut-- <= 0) {
      throw new IOException("no power");
    }
  }
}
