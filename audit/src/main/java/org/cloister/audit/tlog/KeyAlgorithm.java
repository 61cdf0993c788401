package org.cloister.audit.tlog;

import java.util.Arrays;
import java.util.Optional;

/// The signature types that are understood, with the byte that names each in key ids and vkeys.
public enum KeyAlgorithm {
  /// Plain Ed25519 over the note text: what a log signs its checkpoints with.
  ED25519(0x01, "Ed25519", "302a300506032b6570032100", 32),
  /// Witness cosignature/v1: Ed25519 over a time and the checkpoint.
  COSIGNATURE_ED25519(0x04, "Ed25519", "302a300506032b6570032100", 32),
  /// Witness subtree/v1: ML-DSA-44 (FIPS 204) over name, time, origin, size and root.
  COSIGNATURE_ML_DSA_44(0x06, "ML-DSA-44", "30820532300b06096086480165030403110382052100", 1312);

  private final byte code;
  private final String jcaName;
  private final String subjectPublicKeyPrefixHex;
  private final int publicKeyLength;

  KeyAlgorithm(int code, String jcaName, String subjectPublicKeyPrefixHex, int publicKeyLength) {
    this.code = (byte) code;
    this.jcaName = jcaName;
    this.subjectPublicKeyPrefixHex = subjectPublicKeyPrefixHex;
    this.publicKeyLength = publicKeyLength;
  }

  static Optional<KeyAlgorithm> ofCode(byte code) {
    return Arrays.stream(values()).filter(a -> a.code == code).findFirst();
  }

  byte code() {
    return code;
  }

  String jcaName() {
    return jcaName;
  }

  /// The DER before the raw key in a SubjectPublicKeyInfo (RFC 8410, RFC 9881).
  String subjectPublicKeyPrefixHex() {
    return subjectPublicKeyPrefixHex;
  }

  int publicKeyLength() {
    return publicKeyLength;
  }
}
