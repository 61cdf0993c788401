package org.cloister.audit.tlog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.cloister.audit.SharedData;
import org.junit.jupiter.api.Test;

/// Project Wycheproof's Ed25519 vectors (C2SP/wycheproof, Apache-2.0), which are full of signatures
/// that careless code takes: malleable ones, of low order, with trailing bytes.
class Ed25519VectorsTest {
  /// One vector.
  private record Vector(
      String name, String publicKey, String message, String signature, boolean valid) {
    byte[] messageBytes() {
      return HexFormat.of().parseHex(message);
    }

    byte[] signatureBytes() {
      return HexFormat.of().parseHex(signature);
    }
  }

  @Test
  void verify_agreesWithEveryVectorWhoseMessageIsText() throws IOException {
    int tried = 0;
    for (Vector vector : vectors()) {
      Optional<String> text = text(vector.messageBytes());
      if (text.isPresent()) {
        VerifierKey key =
            VerifierKey.of(
                    "wycheproof", KeyAlgorithm.ED25519, HexFormat.of().parseHex(vector.publicKey()))
                .orElseThrow();
        assertThat(key.verify(text.get(), vector.signatureBytes()))
            .as(vector.name())
            .isEqualTo(vector.valid());
        tried++;
      }
    }
    assertThat(tried).as("messages that are text").isGreaterThan(80);
  }

  /// Notes are text, so the rest cannot come through a verifier key: the code below it is asked.
  /// The log's own signer, whose checkpoints it checks at every start, is held to the same.
  @Test
  void bothProviders_agreeWithEveryVector() throws IOException, GeneralSecurityException {
    Provider platform = Security.getProvider("SunEC");
    Provider signer = new BouncyCastleProvider();
    int tried = 0;
    for (Vector vector : vectors()) {
      assertThat(verifies(platform, vector)).as(vector.name()).isEqualTo(vector.valid());
      assertThat(verifies(signer, vector)).as(vector.name()).isEqualTo(vector.valid());
      tried++;
    }
    assertThat(tried).isEqualTo(151);
  }

  private static boolean verifies(Provider provider, Vector vector)
      throws GeneralSecurityException {
    byte[] der =
        HexFormat.of()
            .parseHex(KeyAlgorithm.ED25519.subjectPublicKeyPrefixHex() + vector.publicKey());
    PublicKey key =
        KeyFactory.getInstance("Ed25519", provider).generatePublic(new X509EncodedKeySpec(der));
    Signature verifier = Signature.getInstance("Ed25519", provider);
    verifier.initVerify(key);
    verifier.update(vector.messageBytes());
    try {
      return verifier.verify(vector.signatureBytes());
    } catch (GeneralSecurityException refused) {
      return false;
    }
  }

  private static List<Vector> vectors() throws IOException {
    List<Vector> vectors = new ArrayList<>();
    for (JsonNode group :
        SharedData.list(SharedData.json("wycheproof/ed25519_test.json").get("testGroups"))) {
      for (JsonNode test : SharedData.list(group.get("tests"))) {
        vectors.add(
            new Vector(
                "tcId " + test.get("tcId").asInt() + " " + test.get("comment").asText(),
                group.at("/publicKey/pk").asText(),
                test.get("msg").asText(),
                test.get("sig").asText(),
                test.get("result").asText().equals("valid")));
      }
    }
    return vectors;
  }

  private static Optional<String> text(byte[] message) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(message)).toString());
    } catch (CharacterCodingException noText) {
      return Optional.empty();
    }
  }
}
