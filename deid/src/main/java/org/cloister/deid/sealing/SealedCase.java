package org.cloister.deid.sealing;

import com.google.errorprone.annotations.Immutable;
import java.util.Arrays;
import java.util.UUID;

/// Sealed bytes: the only form in which identified data is stored or leaves the process. Made by
/// [CaseVault#seal], or read back by [SealedResourceStore]; what is in it can be trusted only after
/// [CaseVault#open].
@Immutable
public final class SealedCase {
  @SuppressWarnings("Immutable") // copied in and out, never changed
  private final byte[] sealed;

  /// @param sealed not copied: the caller gives it away
  SealedCase(byte[] sealed) {
    this.sealed = sealed;
  }

  /// For a `bytea` column: 1 byte format, 16 bytes key id, 12 bytes nonce, ciphertext, 16 bytes
  /// tag; 45 bytes longer than the plaintext.
  public byte[] bytes() {
    return sealed.clone();
  }

  /// The public name of the key under which it is sealed.
  UUID keyId() {
    return CaseVault.keyId(sealed);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SealedCase that && Arrays.equals(sealed, that.sealed);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(sealed);
  }

  @Override
  public String toString() {
    return "SealedCase[redacted]";
  }
}
