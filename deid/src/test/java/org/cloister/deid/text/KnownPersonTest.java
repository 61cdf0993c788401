package org.cloister.deid.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Everything of the patient goes, in whatever way it is written.
class KnownPersonTest {
  private static final long SEED = 7711;
  private static final String[] JOINTS = {"", " ", "-", ".", "/", " - ", "_", "\u00a0"};

  private final TextScrubber scrubber = TextScrubber.standard();

  private static KnownPerson named(String... names) {
    return new KnownPerson(List.of(names), List.of(), List.of(), List.of(), List.of(), List.of());
  }

  private String scrub(String text, KnownPerson person) {
    return scrubber.scrub(text, person, DateTreatment.masked()).toLowerCase(Locale.ROOT);
  }

  @Test
  void scrub_takesOutNumbersInEveryPunctuation() {
    Random random = new Random(SEED);
    for (int i = 0; i < 2000; i++) {
      String number = "%09d".formatted(random.nextInt(1_000_000_000));
      KnownPerson patient =
          new KnownPerson(
              List.of(), List.of("MRN-" + number), List.of(), List.of(), List.of(), List.of());
      String written = spaced(number, random);
      String text = before(random) + written + after(random);
      assertThat(scrub(text, patient))
          .as("seed %d, number %d", SEED, i)
          .doesNotContain(written.toLowerCase(Locale.ROOT), number.substring(3));
    }
  }

  private static String spaced(String number, Random random) {
    String joint = JOINTS[random.nextInt(JOINTS.length)];
    int first = 1 + random.nextInt(4);
    int second = first + 1 + random.nextInt(4);
    return number.substring(0, first)
        + joint
        + number.substring(first, second)
        + joint
        + number.substring(second);
  }

  private static String before(Random random) {
    return List.of("see ", "chart", "BP 120/80 ", "http://x.example/p?id=", "(", "a_", "No")
        .get(random.nextInt(7));
  }

  private static String after(Random random) {
    return List.of(".", " today", "x", "/edit", "@example.org", ") given", "")
        .get(random.nextInt(7));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Rose Hunter called.",
        "rose hunter called",
        "HUNTER, ROSE",
        "mrs. hunter is well",
        "Seen with R. Hunter",
        "Hunter R was seen",
        "Ms. Rose",
        "the Hunters visited"
      })
  void scrub_takesOutNamesThatAreWords(String text) {
    assertThat(scrub(text, named("Rose", "Hunter"))).doesNotContain("rose", "hunter");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"bluestone was seen", "sx as before, bluestone's son", "seen: bluestone."})
  void scrub_takesOutAWordThatIsNoEverydayOne(String text) {
    assertThat(scrub(text, named("Bluestone"))).doesNotContain("bluestone");
  }

  @Test
  void scrub_keepsTheWordsThatANameIsMadeOf() {
    assertThat(scrub("the bp rose, he may go", named("Rose", "May")))
        .isEqualTo("the bp rose, he may go");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Mueller was seen",
        "MÜLLER was seen",
        "Muller's chart",
        "mu\u0308ller was seen",
        "Mül ler was seen",
        "Müllerr was seen"
      })
  void scrub_takesOutNamesInEverySpelling(String text) {
    assertThat(scrub(text, named("Müller"))).doesNotContain("mueller", "müller", "muller", "ller");
  }

  @ParameterizedTest
  @ValueSource(strings = {"O'Dell was", "ODell was", "O Dell was", "o'dell was", "Dell was"})
  void scrub_takesOutNamesWithAnApostrophe(String text) {
    assertThat(scrub(text, named("O'Dell"))).doesNotContain("dell");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Liz called", "her nickname is betsy", "Betty's wound", "lizzie was here"})
  void scrub_takesOutNicknames(String text) {
    assertThat(scrub(text, named("Elizabeth"))).doesNotContain("liz", "betsy", "betty");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "born 4/17/61",
        "born 17.4.1961",
        "on 4/17",
        "19610417",
        "April 17",
        "17-Apr-1961"
      })
  void scrub_takesOutTheBirthdayInEveryForm(String text) {
    KnownPerson patient =
        new KnownPerson(
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(LocalDate.of(1961, 4, 17)));
    assertThat(scrub(text, patient)).doesNotContain("17");
  }
}
