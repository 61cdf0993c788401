package org.cloister.deid.sealing;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class AesGcmSivTest {
  private static final HexFormat HEX = HexFormat.of();

  @SuppressWarnings("ArrayRecordComponent") // nobody compares vectors
  private record Vector(
      byte[] plaintext, byte[] associated, SecretKey key, byte[] nonce, byte[] result) {
    static Vector of(String line) {
      List<byte[]> fields = List.of(line.split(",", -1)).stream().map(HEX::parseHex).toList();
      return new Vector(
          fields.get(0),
          fields.get(1),
          new SecretKeySpec(fields.get(2), "AES"),
          fields.get(3),
          fields.get(4));
    }
  }

  private static List<Vector> vectors() throws IOException {
    try (InputStream in = AesGcmSivTest.class.getResourceAsStream("rfc8452-c2.txt")) {
      String text = new String(requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().filter(line -> !line.startsWith("#")).map(Vector::of).toList();
    }
  }

  @Test
  void encrypt_givesWhatTheStandardPrints() throws IOException {
    assertThat(vectors())
        .hasSize(24)
        .allSatisfy(v -> {
          assertThat(AesGcmSiv.encrypt(v.key, v.nonce, v.associated, v.plaintext))
              .isEqualTo(v.result);
          assertThat(AesGcmSiv.decrypt(v.key, v.nonce, v.associated, v.result))
              .hasValue(v.plaintext);
        });
  }

  @Test
  void decrypt_givesNothingWhenAnyBitIsAnother() throws IOException {
    for (Vector v : vectors()) {
      for (int bit = 0; bit < v.result.length * 8; bit++) {
        byte[] changed = v.result.clone();
        changed[bit / 8] ^= (byte) (1 << bit % 8);
        assertThat(AesGcmSiv.decrypt(v.key, v.nonce, v.associated, changed)).isEmpty();
      }
      assertThat(AesGcmSiv.decrypt(v.key, v.nonce, new byte[] {7}, v.result)).isEmpty();
      assertThat(AesGcmSiv.decrypt(v.key, v.nonce, v.associated, new byte[15])).isEmpty();
    }
  }
}
