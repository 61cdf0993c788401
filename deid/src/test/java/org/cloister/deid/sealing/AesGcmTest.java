package org.cloister.deid.sealing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Arrays;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

final class AesGcmTest {
  @Test
  void encryptAndDecrypt_agreeWithWycheproof() throws IOException {
    int tried = 0;
    for (JsonNode group : WycheproofVectors.groups("aes_gcm_test.json")) {
      // Our key, nonce and tag sizes; the vectors for other sizes are about code we do not call.
      if (group.path("keySize").asInt() == 256
          && group.path("ivSize").asInt() == 96
          && group.path("tagSize").asInt() == 128) {
        for (JsonNode test : group.path("tests")) {
          check(test);
          tried++;
        }
      }
    }
    assertThat(tried).as("vectors that fit").isGreaterThan(60);
  }

  private static void check(JsonNode test) {
    String name = WycheproofVectors.name(test);
    SecretKey key = new SecretKeySpec(WycheproofVectors.bytes(test, "key"), "AES");
    byte[] nonce = WycheproofVectors.bytes(test, "iv");
    byte[] associated = WycheproofVectors.bytes(test, "aad");
    byte[] plaintext = WycheproofVectors.bytes(test, "msg");
    byte[] ciphertext = concat(test);
    if (WycheproofVectors.valid(test)) {
      assertThat(AesGcm.encrypt(key, nonce, associated, plaintext)).as(name).isEqualTo(ciphertext);
      assertThat(AesGcm.decrypt(key, nonce, associated, ciphertext)).as(name).hasValue(plaintext);
    } else {
      assertThat(AesGcm.decrypt(key, nonce, associated, ciphertext)).as(name).isEmpty();
    }
  }

  private static byte[] concat(JsonNode test) {
    byte[] ciphertext = WycheproofVectors.bytes(test, "ct");
    byte[] tag = WycheproofVectors.bytes(test, "tag");
    byte[] both = Arrays.copyOf(ciphertext, ciphertext.length + tag.length);
    System.arraycopy(tag, 0, both, ciphertext.length, tag.length);
    return both;
  }

  @Test
  void decrypt_refusesWhatIsShorterThanATag() {
    SecretKey key = new SecretKeySpec(new byte[32], "AES");

    assertThat(AesGcm.decrypt(key, new byte[12], new byte[0], new byte[15])).isEmpty();
  }
}
