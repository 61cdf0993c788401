package org.cloister.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cloister.policies.Sha256;

/// The keys whose signature on a model this site believes. None is built in.
public final class TrustedKeys {
  private final Map<Sha256, SignerKey> keys;

  private TrustedKeys(Map<Sha256, SignerKey> keys) {
    this.keys = Map.copyOf(keys);
  }

  /// @param files public keys in PEM, one or more
  /// @throws ModelException if there is none, if one is no such key, or if others than its owner
  ///   may write to it: whoever could, could add a model
  public static TrustedKeys load(List<Path> files) throws ModelException {
    if (files.isEmpty()) {
      throw new ModelException("trusted keys", "one at least", "none");
    }
    Map<Sha256, SignerKey> keys = new LinkedHashMap<>();
    for (Path file : files) {
      SignerKey key = SignerKey.load(file);
      requireOwnersAlone(file);
      keys.put(key.id(), key);
    }
    return new TrustedKeys(keys);
  }

  private static void requireOwnersAlone(Path file) throws ModelException {
    try {
      Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
      if (mode.contains(PosixFilePermission.GROUP_WRITE)
          || mode.contains(PosixFilePermission.OTHERS_WRITE)) {
        throw new ModelException(
            file.toString(), "a key that its owner alone may change (chmod go-w)", "a wider mode");
      }
    } catch (IOException e) {
      throw new ModelException(file.toString(), "a file with a mode", "none", e);
    }
  }

  Optional<SignerKey> find(Sha256 id) {
    return Optional.ofNullable(keys.get(id));
  }

  @Override
  public String toString() {
    return "TrustedKeys" + keys.keySet();
  }
}
