package org.cloister.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class BodyCommitmentTest {
  private static final int KEY_BITS = 256;

  @Test
  void commitment_agreesWithWycheproofsHmacSha256() throws Exception {
    int tried = 0;
    for (JsonNode group :
        SharedData.list(SharedData.json("wycheproof/hmac_sha256_test.json").get("testGroups"))) {
      // Our key and tag sizes; the vectors for other sizes are about code we do not call.
      if (group.get("keySize").asInt() == KEY_BITS && group.get("tagSize").asInt() == KEY_BITS) {
        for (JsonNode test : SharedData.list(group.get("tests"))) {
          check(test);
          tried++;
        }
      }
    }
    assertThat(tried).as("vectors that fit").isEqualTo(81);
  }

  private static void check(JsonNode test) throws IOException, AuditException {
    String name = "tcId " + test.get("tcId").asInt() + " " + test.get("comment").asText();
    byte[] keyAndBody =
        HexFormat.of().parseHex(test.get("key").asText() + test.get("msg").asText());
    byte[] tag = HexFormat.of().parseHex(test.get("tag").asText());
    boolean valid = test.get("result").asText().equals("valid");
    assertThat(BodyCommitment.opened(keyAndBody).matches(tag)).as(name).isEqualTo(valid);
  }

  @Test
  void to_takesAFreshKeyForEachBody() {
    byte[] body = {1, 2, 3};

    assertThat(BodyCommitment.to(body).commitment())
        .isNotEqualTo(BodyCommitment.to(body).commitment());
  }

  @Test
  void opened_refusesWhatIsShorterThanAKey() {
    assertThatThrownBy(() -> BodyCommitment.opened(new byte[31]))
        .isInstanceOf(AuditException.class);
  }
}
