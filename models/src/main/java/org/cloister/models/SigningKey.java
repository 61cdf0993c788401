package org.cloister.models;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.EnumSet;
import java.util.Set;
import org.cloister.policies.Sha256;

/// The key with which a site signs the models that it adds. It is needed where models are signed
/// and nowhere else: the gateway has the public half alone.
///
/// Two files: `FILE` with the private half (PKCS#8 in PEM, its owner's alone) and `FILE.pub` with
/// the public one. `openssl` makes and reads the same.
public final class SigningKey {
  private static final SignerKey.Pem PEM = new SignerKey.Pem("PRIVATE KEY");
  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private final PrivateKey key;
  private final SignerKey signer;

  private SigningKey(PrivateKey key, SignerKey signer) {
    this.key = key;
    this.signer = signer;
  }

  /// Makes a new Ed25519 key in two new files.
  ///
  /// @throws ModelException if either exists already (it is left as it is) or cannot be written
  public static SigningKey create(Path file) throws ModelException {
    try {
      KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      Path created = Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
      Files.writeString(created, PEM.text(pair.getPrivate().getEncoded()));
      Files.writeString(
          Files.createFile(publicHalf(file)), SignerKey.PEM.text(pair.getPublic().getEncoded()));
    } catch (FileAlreadyExistsException e) {
      throw new ModelException(e.getFile(), "a path that is free", "a file, left as it is", e);
    } catch (IOException | GeneralSecurityException e) {
      throw new ModelException(file.toString(), "a place for a new key", "none", e);
    }
    return load(file);
  }

  /// @throws ModelException if either half is missing, is no such key, if the two do not belong
  ///   together, or if others than its owner may read the private one
  public static SigningKey load(Path file) throws ModelException {
    SignerKey signer = SignerKey.load(publicHalf(file));
    try {
      if (!OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
        throw new ModelException(
            file.toString(), "a key that its owner alone may read (chmod 600)", "a wider mode");
      }
      PrivateKey key =
          KeyFactory.getInstance(signer.keyAlgorithm())
              .generatePrivate(
                  new PKCS8EncodedKeySpec(
                      PEM.der(Files.readString(file, StandardCharsets.US_ASCII))));
      SigningKey loaded = new SigningKey(key, signer);
      byte[] probe = {1};
      if (!signer.verifies(probe, loaded.sign(probe))) {
        throw new ModelException(file.toString(), "the private half of its .pub", "another key");
      }
      return loaded;
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw new ModelException(
          file.toString(), "the private half of its .pub, PKCS#8 in PEM", "another content", e);
    }
  }

  private static Path publicHalf(Path file) {
    return file.resolveSibling(file.getFileName() + ".pub");
  }

  public Sha256 id() {
    return signer.id();
  }

  /// A detached signature of these bytes, as `openssl pkeyutl -verify -rawin` checks it for
  /// Ed25519.
  public byte[] sign(byte[] message) throws GeneralSecurityException {
    Signature signature = Signature.getInstance(signer.signatureAlgorithm());
    signature.initSign(key);
    signature.update(message);
    return signature.sign();
  }

  @Override
  public String toString() {
    return "SigningKey[" + id() + ", redacted]";
  }
}
