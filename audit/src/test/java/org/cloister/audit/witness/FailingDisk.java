package org.cloister.audit.witness;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/// A disk that fails at one chosen step, before or after its effect, and after a write perhaps in
/// the middle of it.
final class FailingDisk implements Disk {
  /// Steps of one replacement; each can fail before and after.
  static final int FAULTS = 8;

  private final Disk real = Disk.real();
  private final Random random;
  private int untilFault = Integer.MAX_VALUE;

  FailingDisk(Random random) {
    this.random = random;
  }

  /// @param fault 0 to [#FAULTS] - 1, counted from the next step on
  void failAt(int fault) {
    untilFault = fault;
  }

  void heal() {
    untilFault = Integer.MAX_VALUE;
  }

  @Override
  public void write(Path file, byte[] content) throws IOException {
    if (untilFault == 0 && random.nextBoolean()) {
      real.write(file, Arrays.copyOf(content, random.nextInt(content.length)));
    }
    fault();
    real.write(file, content);
    fault();
  }

  @Override
  public void force(Path file) throws IOException {
    fault();
    real.force(file);
    fault();
  }

  @Override
  public void replace(Path file, Path target) throws IOException {
    fault();
    real.replace(file, target);
    fault();
  }

  @Override
  public void forceFolder(Path folder) throws IOException {
    fault();
    real.forceFolder(folder);
    fault();
  }

  private void fault() throws IOException {
    if (untilFault-- == 0) {
      throw new IOException("the disk failed");
    }
  }
}
