package org.cloister.gateway.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.cloister.audit.AuditException;
import org.cloister.audit.LogIdentity;
import org.cloister.deid.sealing.KeyFile;
import org.cloister.deid.sealing.SealingException;

/// The keys of this gateway: a hospital's from the files that its settings name, the demo's made at
/// first start in the data directory. There is no third source and no default.
final class GatewayKeys {
  private GatewayKeys() {}

  /// The file of the first key-encryption key; later epochs lie beside it. The demo's is made here.
  static Path encryption(KeySettings keys, GatewaySettings gateway, StoreSettings store)
      throws SealingException, IOException {
    if (keys.encryption() != null) {
      return keys.encryption();
    }
    Path folder = demoDirectory(gateway, store, "cloister.keys.encryption");
    Path file = folder.resolve("encryption.key");
    try (var files = Files.list(folder)) {
      if (files.noneMatch(f -> f.getFileName().toString().startsWith("encryption.key"))) {
        KeyFile.create(file);
      }
    }
    return file;
  }

  /// The file of the demo's pseudonymisation domain. A hospital names one for each domain.
  static Path demoDomain(GatewaySettings gateway, StoreSettings store)
      throws SealingException, IOException {
    Path file =
        demoDirectory(gateway, store, "cloister.deidentification.domains").resolve("domain.key");
    if (!Files.exists(file)) {
      var _ = KeyFile.create(file);
    }
    return file;
  }

  static LogIdentity log(
      KeySettings keys, GatewaySettings gateway, StoreSettings store, AuditSettings audit)
      throws AuditException, IOException {
    // The log signs once for each transaction; this provider does it fastest.
    BouncyCastleProvider signer = new BouncyCastleProvider();
    if (keys.log() != null) {
      return LogIdentity.load(audit.origin(), keys.log(), signer);
    }
    Path file = demoDirectory(gateway, store, "cloister.keys.log").resolve("log.pem");
    if (!Files.exists(file)) {
      var _ = LogIdentity.create(audit.origin(), file);
    }
    return LogIdentity.load(audit.origin(), file, signer);
  }

  private static Path demoDirectory(GatewaySettings gateway, StoreSettings store, String setting)
      throws IOException {
    if (!gateway.demo()) {
      throw new IllegalStateException(
          setting + " is not set: name a key file (`cloister key create FILE` makes one)");
    }
    Path directory = store.data().toAbsolutePath().resolve("keys");
    return Files.createDirectories(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }
}
