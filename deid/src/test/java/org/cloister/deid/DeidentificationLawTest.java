package org.cloister.deid;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.cloister.testkit.Canaries;
import org.cloister.testkit.PatientBundle;
import org.junit.jupiter.api.Test;

/// Laws over random bundles; the seed stands in every failure.
class DeidentificationLawTest {
  private static final int BUNDLES = 300;
  private static final Safelist SAFELIST = Sample.everyKind();

  /// Some of everything: enough to be released about as often as not.
  private static PatientBundle random(Random random) {
    PatientBundle bundle =
        PatientBundle.about("p1")
            .patient(
                pick(random, "female", "male", "other"),
                pick(random, "1960-02-29", "1934-05-01", "1971-11", "1980"));
    for (int i = random.nextInt(6); i >= 0; i--) {
      bundle.bloodPressure(
          "bp" + i, digits(random, 60, 200), digits(random, 40, 120), time(random));
    }
    for (int i = random.nextInt(6); i >= 0; i--) {
      bundle.measured(
          "c" + i,
          pick(random, "2160-0", "14682-9"),
          digits(random, 1, 2),
          pick(random, "mg/dL", "mg/dL", "umol/L", "meters"),
          time(random));
    }
    for (int i = random.nextInt(3); i >= 0; i--) {
      bundle.condition(
          "k" + i,
          pick(random, PatientBundle.ICD10, PatientBundle.SNOMED),
          pick(random, "E11.9", "44054006", "I10"),
          pick(random, "active", "resolved"),
          pick(random, "confirmed", "refuted"));
    }
    for (int i = random.nextInt(3); i >= 0; i--) {
      bundle.medication("m" + i, PatientBundle.ATC, pick(random, "C10AA05", "A10BA02"));
    }
    for (int i = random.nextInt(3); i >= 0; i--) {
      bundle.observation(
          "s" + i,
          "72166-2",
          PatientBundle.concept(PatientBundle.SNOMED, pick(random, "77176002", "266919005")),
          "final",
          time(random));
    }
    return bundle;
  }

  private static String time(Random random) {
    return "2024-0%d-%02d%s"
        .formatted(
            3 + random.nextInt(3),
            1 + random.nextInt(4),
            pick(random, "T08:00:00Z", "T08:00:00+05:30", "T20:15:00.250-07:00", ""));
  }

  private static String digits(Random random, int low, int high) {
    return low + random.nextInt(high - low) + "." + random.nextInt(100);
  }

  private static String pick(Random random, String... from) {
    return from[random.nextInt(from.length)];
  }

  private static String content(Deidentified deidentified) {
    return switch (deidentified) {
      case Deidentified.Released(var released, var used) ->
          released.features() + " " + used.stream().map(Deidentified.UsedInput::reference).toList();
      case Deidentified.Insufficient(var problems) -> problems.toString();
    };
  }

  @Test
  void equalBundle_givesAnEqualCaseWhateverTheOrderOfItsEntries() {
    int released = 0;
    for (int seed = 0; seed < BUNDLES; seed++) {
      Random random = new Random(seed);
      PatientBundle bundle = random(random);
      Deidentified first = Sample.deidentify(bundle.json(), SAFELIST, Optional.empty());
      Deidentified again = Sample.deidentify(bundle.json(), SAFELIST, Optional.empty());
      Deidentified shuffled =
          Sample.deidentify(bundle.shuffled(random), SAFELIST, Optional.empty());

      assertThat(content(again)).as("seed %d", seed).isEqualTo(content(first));
      assertThat(content(shuffled)).as("seed %d", seed).isEqualTo(content(first));
      released += first instanceof Deidentified.Released ? 1 : 0;
    }
    assertThat(released).as("the law needs both outcomes").isBetween(BUNDLES / 10, BUNDLES);
  }

  /// The case and the problems are all that goes on to models, answers and logs.
  @Test
  void noTextOfTheBundle_occursInWhatGoesOn() {
    Set<String> own = ownWords();
    for (int seed = 0; seed < BUNDLES; seed++) {
      Canaries canaries = Canaries.inFreeText(random(new Random(seed)).json());
      Deidentified deidentified =
          Sample.deidentify(canaries.document(), SAFELIST, Optional.empty());
      String said = whatGoesOn(deidentified);

      assertThat(canaries.count()).isGreaterThanOrEqualTo(5);
      assertThat(canaries.foundIn(said)).as("seed %d", seed).isEmpty();
      assertThat(Canaries.leaves(canaries.document()).keySet())
          .as("seed %d", seed)
          .filteredOn(leaf -> !own.contains(leaf))
          .noneMatch(said::contains);
    }
  }

  /// Codes and units of the safelist, which a sentence about an input names.
  private static Set<String> ownWords() {
    List<String> words = new ArrayList<>(List.of("http://loinc.org"));
    for (Input input : SAFELIST.inputs()) {
      if (input instanceof Input.Quantity quantity) {
        words.addAll(quantity.loinc());
        words.add(quantity.ucum());
      } else if (input instanceof Input.Finding finding) {
        words.addAll(finding.loinc());
      }
    }
    words.add("female");
    words.add("male");
    return Set.copyOf(words);
  }

  private static String whatGoesOn(Deidentified deidentified) {
    return switch (deidentified) {
      case Deidentified.Released(var released, _) ->
          released.features().toString() + released.model() + released.profile() + deidentified;
      case Deidentified.Insufficient(var problems) -> problems.toString();
    };
  }

  @Test
  void noAge_isAboveNinetyAndNoDayIsNegative() {
    for (int seed = 0; seed < BUNDLES; seed++) {
      if (Sample.deidentify(random(new Random(seed)), SAFELIST)
          instanceof Deidentified.Released(var released, _)) {
        assertThat(released.value("age").orElseThrow()).isBetween(18.0, 90.0);
        assertThat(released.features()).allMatch(feature -> feature.daysBeforeIndex() >= 0);
      }
    }
  }
}
