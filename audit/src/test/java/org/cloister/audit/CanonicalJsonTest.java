package org.cloister.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CanonicalJsonTest {
  @Test
  void of_sortsAndEscapesAsRfc8785() {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("\u20ac", "Euro Sign");
    object.put("\r", "Carriage Return");
    object.put("\ufb33", "Hebrew Letter Dalet With Dagesh");
    object.put("1", "One");
    object.put("\ud83d\ude00", "Emoji: Grinning Face");
    object.put("\u0080", "Control");
    object.put("\u00f6", "Latin Small Letter O With Diaeresis");
    // The order of RFC 8785 section 3.2.3.
    assertThat(text(object))
        .isEqualTo(
            "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\","
                + "\"\u00f6\":\"Latin Small Letter O With Diaeresis\",\"\u20ac\":\"Euro Sign\","
                + "\"\ud83d\ude00\":\"Emoji: Grinning Face\","
                + "\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}");
    assertThat(text(Map.of("s", "\u20ac$\u000f\nA'B\"\\\\\"/")))
        .isEqualTo("{\"s\":\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
    assertThat(text(Map.of("l", List.of(1, 2L, true, Map.of(), List.of()))))
        .isEqualTo("{\"l\":[1,2,true,{},[]]}");
  }

  @Test
  void of_refusesWhatHasNoOneForm() {
    for (Object value :
        List.of(
            1.5,
            1L << 53,
            -(1L << 53),
            Long.MIN_VALUE,
            "\ud83d",
            "\ude00\ud83d",
            "a\ude00",
            new Object())) {
      assertThatThrownBy(() -> CanonicalJson.of(Map.of("k", value)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void facts_haveNoRoomForPersonalText() {
    CanonicalJson body = CanonicalJson.of(Map.of());
    for (String value :
        List.of("Quixote", "jane doe", "mrn12345678", "a\nb", "", "1947-03-11", "x".repeat(65))) {
      assertThatThrownBy(() -> Entry.intent(Logs.SUBJECT, Map.of(Fact.MODEL, value), body))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("fact model has a value of another form");
    }
  }

  /// The loops say what the forms' regular expressions say.
  @Test
  void facts_takeExactlyTheirForm() {
    Random random = new Random(3);
    String alphabet = "abz09.-_/A g\n";
    CanonicalJson body = CanonicalJson.of(Map.of());
    for (int i = 0; i < 20_000; i++) {
      String value =
          random
              .ints(random.nextInt(12), 0, random.nextBoolean() ? 9 : alphabet.length())
              .mapToObj(n -> alphabet.substring(n, n + 1))
              .collect(Collectors.joining());
      String hash =
          "0123456789abcdef".repeat(4).substring(random.nextInt(2))
              + (random.nextBoolean() ? "" : value);
      assertThat(isTaken(Fact.MODEL, value, body))
          .as("slug %s", value)
          .isEqualTo(value.matches("(?!.*[0-9]{6})[a-z][a-z0-9._/-]{0,63}"));
      assertThat(isTaken(Fact.MODEL_HASH, hash, body))
          .as("hash %s", hash)
          .isEqualTo(hash.matches("[0-9a-f]{64}"));
    }
  }

  private static boolean isTaken(Fact fact, String value, CanonicalJson body) {
    try {
      Entry _ = Entry.intent(Logs.SUBJECT, Map.of(fact, value), body);
      return true;
    } catch (IllegalArgumentException refused) {
      return false;
    }
  }

  private static String text(Map<String, ?> object) {
    return new String(CanonicalJson.of(object).bytes(), StandardCharsets.UTF_8);
  }
}
