package org.cloister.deid.job;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/// The local disk, on which a process dies before or after its n-th change: from then on nothing
/// changes, and of what was appended but not forced a random part is lost.
final class KilledDisk implements Disk {
  private final Disk disk = Disk.local();
  private final Random random;
  private final boolean afterTheEffect;
  private final Map<Path, Long> forced = new HashMap<>();
  private int left;

  KilledDisk(int changes, boolean afterTheEffect, Random random) {
    this.left = changes;
    this.afterTheEffect = afterTheEffect;
    this.random = random;
  }

  boolean isDead() {
    return left < 0;
  }

  @FunctionalInterface
  private interface Change {
    void run() throws IOException;
  }

  private void change(Change change) throws IOException {
    if (left < 0) {
      throw new IOException("dead");
    }
    boolean dies = left-- == 0;
    if (!dies || afterTheEffect) {
      change.run();
    }
    if (dies) {
      loseWhatWasNotForced();
      throw new IOException("killed");
    }
  }

  private void loseWhatWasNotForced() throws IOException {
    for (Map.Entry<Path, Long> file : forced.entrySet()) {
      if (file.getKey().toFile().exists()) {
        try (FileChannel channel = FileChannel.open(file.getKey(), StandardOpenOption.WRITE)) {
          long unforced = channel.size() - file.getValue();
          if (unforced > 0) {
            channel.truncate(file.getValue() + random.nextLong(unforced + 1));
          }
        }
      }
    }
  }

  @Override
  public Growing grow(Path file, long length) throws IOException {
    Growing[] opened = new Growing[1];
    change(() -> opened[0] = disk.grow(file, length));
    forced.put(file, length);
    return new Growing() {
      @Override
      public void append(byte[] bytes) throws IOException {
        change(() -> opened[0].append(bytes));
      }

      @Override
      public void force() throws IOException {
        change(() -> {
          opened[0].force();
          forced.put(file, file.toFile().length());
        });
      }

      @Override
      public void close() throws IOException {
        opened[0].close();
      }
    };
  }

  @Override
  public void replace(Path file, byte[] content) throws IOException {
    change(() -> disk.replace(file, content));
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    change(() -> {
      disk.move(from, to);
      forced.remove(from);
    });
  }

  @Override
  public void delete(Path file) throws IOException {
    change(() -> disk.delete(file));
  }
}
