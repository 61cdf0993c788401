package org.cloister.deid.pseudonym;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.cloister.deid.sealing.KeyEncryptionKey;
import org.cloister.deid.sealing.KeyFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecryptionTest {
  private static final PseudonymDomain STUDY = new PseudonymDomain("heart-study");
  private static final PseudonymDomain OTHER = new PseudonymDomain("lung-study");
  private static final String PLACE = "HumanName.family";
  private static final String NAME = "Ångström-Quill 🦉";

  @TempDir Path folder;

  @SuppressWarnings("NullAway.Init") // made before each test
  private KeyEncryptionKey key;

  @BeforeEach
  void makeKey() throws Exception {
    key = KeyFile.create(folder.resolve("study.key"));
  }

  private String encrypted(String value) throws PseudonymException {
    return KeyedPseudonyms.of(key, STUDY, 1).encrypted(PLACE, value);
  }

  @Test
  void value_isWhatWasEncrypted() throws Exception {
    Decryption decryption = Decryption.keyed(key, STUDY);
    Random random = new Random(11);
    for (int length : List.of(1, 2, 3, 15, 16, 17, 1000, 100_000)) {
      String value =
          NAME
              + random
                  .ints(length, 32, 0xD7FF)
                  .collect(
                      StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append);

      assertThat(decryption.value(encrypted(value)))
          .isEqualTo(new Decryption.Decrypted(PLACE, value));
    }
  }

  @Test
  void encrypted_isOneTextWithoutSpacesThatShowsVersionAndPlaceAndNothingElse() throws Exception {
    String token = encrypted(NAME);

    assertThat(token)
        .matches("encrypted:1:HumanName\\.family:[A-Za-z0-9_-]+")
        .isEqualTo(encrypted(NAME));
    assertThat(KeyedPseudonyms.of(key, STUDY, 2).encrypted(PLACE, NAME))
        .startsWith("encrypted:2:")
        .doesNotContain(body(token));
  }

  @Test
  void encrypted_isAnotherTextInAnotherPlaceDomainVersionOrUnderAnotherKey() throws Exception {
    KeyEncryptionKey another = KeyFile.create(folder.resolve("another.key"));
    Set<String> bodies = new HashSet<>();
    for (KeyedPseudonyms one :
        List.of(
            KeyedPseudonyms.of(key, STUDY, 1),
            KeyedPseudonyms.of(key, STUDY, 2),
            KeyedPseudonyms.of(key, OTHER, 1),
            KeyedPseudonyms.of(another, STUDY, 1))) {
      for (String place : List.of(PLACE, "HumanName.given")) {
        bodies.add(body(one.encrypted(place, NAME)));
      }
    }
    assertThat(bodies).hasSize(8);
  }

  @Test
  void value_ofAnotherKeyDomainPlaceOrVersionIsAnError() throws Exception {
    String token = encrypted(NAME);
    KeyEncryptionKey another = KeyFile.create(folder.resolve("another.key"));

    assertRefused(Decryption.keyed(another, STUDY), token);
    assertRefused(Decryption.keyed(key, OTHER), token);
    assertRefused(Decryption.keyed(key, STUDY), token.replace(PLACE, "HumanName.given"));
    assertRefused(Decryption.keyed(key, STUDY), token.replace(":1:", ":2:"));
  }

  @Test
  void value_ofATextWithAnyCharacterChangedIsAnError() throws Exception {
    Decryption decryption = Decryption.keyed(key, STUDY);
    // 22 bytes with the tag: four bits of the last character are of no byte
    String token = encrypted("Quills");
    for (int i = 0; i < token.length(); i++) {
      for (char c : "0123456789ABQRghwxzZ_-=: ".toCharArray()) {
        if (token.charAt(i) != c) {
          assertRefused(decryption, token.substring(0, i) + c + token.substring(i + 1));
        }
      }
      assertRefused(decryption, token.substring(0, i));
      assertRefused(decryption, token.substring(0, i) + token.substring(i + 1));
    }
    for (String text :
        List.of(
            token + "=", token + "A", "Quill", "encrypted:1:", "encrypted::", "encrypted:1:A:")) {
      assertRefused(decryption, text);
    }
    assertRefused(decryption, token.toUpperCase(Locale.ROOT));
    assertRefused(decryption, token.replace(":1:", ":01:"));
  }

  @Test
  void encrypted_refusesWhatWouldOpenAsAnotherText() {
    assertThatThrownBy(() -> encrypted("Quill\uD800")).isInstanceOf(PseudonymException.class);
  }

  private static String body(String token) {
    return token.substring(token.lastIndexOf(':') + 1);
  }

  private static void assertRefused(Decryption decryption, String text) {
    assertThatThrownBy(() -> decryption.value(text))
        .isInstanceOf(PseudonymException.class)
        .hasMessageNotContaining("Quill");
  }
}
