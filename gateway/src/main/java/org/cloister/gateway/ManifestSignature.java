package org.cloister.gateway;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import org.cloister.deid.job.DeidentifyJob;
import org.cloister.deid.job.JobException;
import org.cloister.deid.job.Manifest;
import org.cloister.models.SignerKey;
import org.cloister.models.SigningKey;

/// The detached signature of a de-identified directory's manifest: `manifest.json.sig`, base64 on
/// one line.
final class ManifestSignature {
  private ManifestSignature() {}

  /// Signs with a key that `cloister models create-key` made.
  static DeidentifyJob.Signer by(SigningKey key) {
    return manifest -> {
      try {
        String signature = Base64.getEncoder().encodeToString(key.sign(manifest));
        return (signature + "\n").getBytes(StandardCharsets.US_ASCII);
      } catch (GeneralSecurityException e) {
        throw new JobException("the manifest could not be signed", e);
      }
    };
  }

  /// @throws JobException if the manifest is not as the holder of this key signed it
  static void check(Path directory, SignerKey key) throws IOException, JobException {
    if (!Files.isRegularFile(Manifest.file(directory))
        || !Files.isRegularFile(Manifest.signature(directory))) {
      throw new JobException("no finished job is in " + directory);
    }
    if (!key.verifies(
        Files.readAllBytes(Manifest.file(directory)), signature(Manifest.signature(directory)))) {
      throw new JobException("manifest.json is not as " + key.id() + " signed it");
    }
  }

  private static byte[] signature(Path file) throws IOException, JobException {
    try {
      return Base64.getDecoder().decode(Files.readString(file, StandardCharsets.US_ASCII).strip());
    } catch (IllegalArgumentException | java.nio.charset.CharacterCodingException e) {
      throw new JobException("manifest.json.sig is no signature", e);
    }
  }
}
