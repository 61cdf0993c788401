package org.cloister.gateway.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.cloister.policies.Sha256;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.password.PasswordEncoder;

/// Keeps client secrets as SHA-256, compared in constant time. Right for secrets of 256 random
/// bits, which nobody can guess; wrong for passwords, which need a slow function.
final class SecretDigest implements PasswordEncoder {

  static String of(String secret) {
    return Sha256.of(secret.getBytes(StandardCharsets.UTF_8)).hex();
  }

  @Override
  public @Nullable String encode(@Nullable CharSequence secret) {
    return secret == null ? null : of(secret.toString());
  }

  @Override
  public boolean matches(@Nullable CharSequence secret, @Nullable String digest) {
    return secret != null
        && digest != null
        && MessageDigest.isEqual(
            of(secret.toString()).getBytes(StandardCharsets.US_ASCII),
            digest.getBytes(StandardCharsets.US_ASCII));
  }
}
