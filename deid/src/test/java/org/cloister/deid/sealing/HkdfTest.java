package org.cloister.deid.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

final class HkdfTest {
  @Test
  void derive_agreesWithWycheproof() throws IOException {
    int tried = 0;
    for (JsonNode group : WycheproofVectors.groups("hkdf_sha256_test.json")) {
      for (JsonNode test : group.path("tests")) {
        check(test);
        tried++;
      }
    }
    assertThat(tried).isEqualTo(86);
  }

  private static void check(JsonNode test) {
    String name = WycheproofVectors.name(test);
    SecretKey secret = new SecretKeySpec(WycheproofVectors.bytes(test, "ikm"), "HKDF");
    byte[] salt = WycheproofVectors.bytes(test, "salt");
    byte[] info = WycheproofVectors.bytes(test, "info");
    int size = test.path("size").asInt();
    if (WycheproofVectors.valid(test)) {
      assertThat(Hkdf.derive(secret, salt, info, size))
          .as(name)
          .isEqualTo(WycheproofVectors.bytes(test, "okm"));
    } else {
      assertThatThrownBy(() -> Hkdf.derive(secret, salt, info, size))
          .as(name)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
