package org.cloister.gateway.keys;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.cloister.deid.pseudonym.DomainKeyRotation;
import org.cloister.deid.pseudonym.PseudonymDomain;
import org.cloister.deid.pseudonym.PseudonymException;
import org.cloister.deid.sealing.KeyEncryptionKey;
import org.cloister.deid.sealing.KeyFile;
import org.cloister.deid.sealing.KeyRing;
import org.cloister.deid.sealing.SealingException;

/// Where the keys of pseudonymisation domains lie. Each is read when it is needed.
///
/// @param files the first file of each domain's key, by the domain's name
public record DomainKeys(Map<String, Path> files) {
  public DomainKeys {
    files = Map.copyOf(files);
  }

  /// The keys of this domain as they lie there now; empty where the settings name no such domain.
  ///
  /// @throws SealingException when its file cannot be read
  public Optional<KeyRing> ring(String domain) throws SealingException {
    Path file = files.get(domain);
    return file == null ? Optional.empty() : Optional.of(KeyRing.load(file));
  }

  /// The key of which this domain's derived codes and encrypted values are made.
  ///
  /// @throws SealingException when its file cannot be read
  public Optional<KeyEncryptionKey> first(String domain) throws SealingException {
    Path file = files.get(domain);
    return file == null ? Optional.empty() : Optional.of(KeyFile.load(file));
  }

  /// Wraps anew what another epoch than the newest wraps.
  ///
  /// @return the public name of the newest key, for each domain where anything was done
  Map<String, String> rotate(DomainKeyRotation rotation)
      throws SealingException, PseudonymException {
    Map<String, String> done = new HashMap<>();
    for (Map.Entry<String, Path> domain : files.entrySet()) {
      KeyRing ring = KeyRing.load(domain.getValue());
      if (rotation.run(new PseudonymDomain(domain.getKey()), ring)) {
        done.put(domain.getKey(), ring.newest().id());
      }
    }
    return done;
  }

  /// The domains whose derived codes and encrypted values are made of this key.
  ///
  /// @param kekId its public name
  /// @throws SealingException when a domain's file cannot be read
  public Set<String> derivedFrom(String kekId) throws SealingException {
    Set<String> domains = new TreeSet<>();
    for (Map.Entry<String, Path> domain : files.entrySet()) {
      if (Files.exists(domain.getValue()) && KeyFile.load(domain.getValue()).id().equals(kekId)) {
        domains.add(domain.getKey());
      }
    }
    return domains;
  }

  /// By public name, the keys that no rotation replaces: derived codes are made of a domain's first
  /// key.
  Map<String, Long> firsts() throws SealingException {
    Map<String, Long> needed = new HashMap<>();
    for (Path file : files.values()) {
      if (Files.exists(file)) {
        needed.merge(KeyFile.load(file).id(), 1L, Long::sum);
      }
    }
    return needed;
  }
}
