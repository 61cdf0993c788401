package org.cloister.audit.tlog;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;

/// Writes notes after the text of c2sp.org/signed-note and tlog-cosignature, with nothing of the
/// product's but the class that is judged.
final class WrittenNote {
  static final byte ED25519 = 0x01;
  static final byte COSIGNATURE_V1 = 0x04;
  static final byte SUBTREE_V1 = 0x06;

  private final String name;
  private final byte type;
  private final KeyPair pair;
  private final byte[] raw;

  /// A fresh key of this name and signature type.
  WrittenNote(String name, byte type) throws GeneralSecurityException {
    this.name = name;
    this.type = type;
    this.pair = KeyPairGenerator.getInstance(algorithm()).generateKeyPair();
    byte[] der = pair.getPublic().getEncoded();
    this.raw = Arrays.copyOfRange(der, der.length - (type == SUBTREE_V1 ? 1312 : 32), der.length);
  }

  String vkey() throws GeneralSecurityException {
    return "%s+%08x+%s".formatted(name, keyId(), base64(joined(new byte[] {type}, raw)));
  }

  /// `SHA-256(name || 0x0A || type || public key)[:4]`
  int keyId() throws GeneralSecurityException {
    byte[] hash =
        MessageDigest.getInstance("SHA-256")
            .digest(joined(joined((name + "\n").getBytes(UTF_8), new byte[] {type}), raw));
    return ByteBuffer.wrap(hash).getInt();
  }

  byte[] signature(byte[] message) throws GeneralSecurityException {
    Signature signer = Signature.getInstance(algorithm());
    signer.initSign(pair.getPrivate());
    signer.update(message);
    return signer.sign();
  }

  /// A plain signature line over this text.
  String signed(String text) throws GeneralSecurityException {
    return line(name, keyId(), signature(text.getBytes(UTF_8)));
  }

  /// A `timestamped_signature` over this message.
  String cosigned(long time, byte[] message) throws GeneralSecurityException {
    byte[] seconds = ByteBuffer.allocate(8).putLong(time).array();
    return line(name, keyId(), joined(seconds, signature(message)));
  }

  /// The message of cosignature/v1.
  static byte[] v1(String time, String text) {
    return ("cosignature/v1\ntime " + time + "\n" + text).getBytes(UTF_8);
  }

  /// The message of subtree/v1.
  static byte[] subtree(
      String cosigner, long time, String origin, long start, long end, byte[] root) {
    byte[] who = cosigner.getBytes(UTF_8);
    byte[] log = origin.getBytes(UTF_8);
    return ByteBuffer.allocate(12 + 1 + who.length + 8 + 1 + log.length + 16 + root.length)
        .put("subtree/v1\n\0".getBytes(UTF_8))
        .put((byte) who.length)
        .put(who)
        .putLong(time)
        .put((byte) log.length)
        .put(log)
        .putLong(start)
        .putLong(end)
        .put(root)
        .array();
  }

  static String line(String name, int keyId, byte[] signature) {
    byte[] id = ByteBuffer.allocate(4).putInt(keyId).array();
    return "\u2014 " + name + " " + base64(joined(id, signature)) + "\n";
  }

  static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private String algorithm() {
    return type == SUBTREE_V1 ? "ML-DSA-44" : "Ed25519";
  }

  private static byte[] joined(byte[] first, byte[] second) {
    return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
  }
}
