package org.cloister.deid.sealing;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The key-encryption keys in use, one per epoch: the newest wraps, every one unwraps. Usually one;
/// two from the moment a new epoch begins until the last row was wrapped anew and the old file was
/// put away.
///
/// Epoch 1 is the file that the settings name (`encryption.key`), epoch n lies beside it
/// (`encryption.key.n`). An epoch whose file is gone is over; epochs are never numbered twice while
/// a later one is there.
public final class KeyRing {
  private static final int LAST_EPOCH = 9999;

  private final int epoch;
  // Newest first.
  private final List<KeyEncryptionKey> keys;

  private KeyRing(int epoch, List<KeyEncryptionKey> keys) {
    this.epoch = epoch;
    this.keys = List.copyOf(keys);
  }

  /// A ring of this key alone.
  public static KeyRing of(KeyEncryptionKey only) {
    return new KeyRing(1, List.of(only));
  }

  /// The same ring, which still unwraps under keys of the other one whose files are gone by now.
  public KeyRing keeping(KeyRing other) {
    List<KeyEncryptionKey> all = new ArrayList<>(keys);
    for (KeyEncryptionKey key : other.keys) {
      if (find(key.id()).isEmpty()) {
        all.add(key);
      }
    }
    return new KeyRing(epoch, all);
  }

  /// Every epoch's key that lies at this path or beside it.
  ///
  /// @param first the file of epoch 1, which may be gone when a later one is there
  /// @throws SealingException of kind [SealingException.Kind#KEY_FILE] when there is none, or one
  ///   does not pass the checks of [KeyFile#load]
  public static KeyRing load(Path first) throws SealingException {
    NavigableMap<Integer, Path> epochs = epochs(first);
    if (epochs.isEmpty()) {
      return of(KeyFile.load(first));
    }
    List<KeyEncryptionKey> keys = new ArrayList<>();
    for (Path file : epochs.descendingMap().values()) {
      keys.add(KeyFile.load(file));
    }
    return new KeyRing(epochs.lastKey(), keys);
  }

  /// Makes the file of the next epoch, as [KeyFile#create] does. A running gateway takes it up by
  /// itself.
  ///
  /// @return the new file
  @CanIgnoreReturnValue
  public static Path begin(Path first) throws SealingException {
    int next = load(first).epoch + 1;
    if (next > LAST_EPOCH) {
      throw SealingException.keyFile("key file " + first + " has no epoch after " + LAST_EPOCH);
    }
    Path file = first.resolveSibling(first.getFileName() + "." + next);
    var _ = KeyFile.create(file);
    return file;
  }

  /// The number of the newest epoch; 1 or more.
  public int epoch() {
    return epoch;
  }

  /// Public names of the keys, newest first.
  public List<String> ids() {
    return keys.stream().map(KeyEncryptionKey::id).toList();
  }

  public KeyEncryptionKey newest() {
    return keys.getFirst();
  }

  Optional<KeyEncryptionKey> find(String id) {
    return keys.stream().filter(key -> key.id().equals(id)).findFirst();
  }

  private static NavigableMap<Integer, Path> epochs(Path first) throws SealingException {
    String name = Objects.requireNonNull(first.getFileName(), "a key file has a name").toString();
    Path folder = Objects.requireNonNullElse(first.toAbsolutePath().getParent(), first);
    NavigableMap<Integer, Path> epochs = new TreeMap<>();
    if (!Files.isDirectory(folder)) {
      return epochs;
    }
    try (Stream<Path> files = Files.list(folder)) {
      files.forEach(file ->
          epoch(name, file.getFileName().toString())
              .ifPresent(number -> epochs.put(number, first.resolveSibling(file.getFileName()))));
    } catch (IOException _) {
      throw SealingException.keyFile("key folder " + folder + " cannot be read; check its owner");
    }
    return epochs;
  }

  private static Optional<Integer> epoch(String first, String name) {
    if (name.equals(first)) {
      return Optional.of(1);
    }
    String suffix = name.startsWith(first + ".") ? name.substring(first.length() + 1) : "";
    return suffix.matches("[1-9][0-9]{0,3}") && !suffix.equals("1")
        ? Optional.of(Integer.valueOf(suffix))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return "KeyRing[" + ids() + ", redacted]";
  }
}
