package org.cloister.gateway.demo;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.cloister.gateway.demo.SyntheticBundle.ConsentOnFile;
import org.cloister.gateway.demo.SyntheticBundle.KidneyTests;
import org.cloister.gateway.demo.SyntheticBundle.Lipids;
import org.cloister.gateway.demo.SyntheticBundle.Units;
import org.cloister.gateway.demo.SyntheticPatient.Expected;
import org.cloister.gateway.demo.SyntheticPerson.Sex;
import org.cloister.policies.ModelId;
import org.cloister.policies.PurposeOfUse;

/// Fictional people with the record that an EHR would send: name, number, address, measurements,
/// problems, medication. Names are put together from invented syllables; no data of real people
/// went in. The same seed, number and index time give the same bytes on every machine.
///
/// Immutable, safe for concurrent use.
public final class SyntheticPatients {
  public static final ModelId PREVENT = new ModelId("prevent-2023-base");
  public static final ModelId CKD_EPI = new ModelId("ckd-epi-2021-cr");

  private static final PurposeOfUse PURPOSE = PurposeOfUse.TREAT;

  /// The twelve parts that are played over and over. PREVENT is for ages of 30 to 79.
  private static final List<Part> PARTS =
      List.of(
          prevent(30, 59, Units.CONVENTIONAL, KidneyTests.BOTH),
          ckdEpi(40, 79, Units.SI),
          prevent(45, 69, Units.SI, KidneyTests.CREATININE),
          prevent(60, 79, Units.CONVENTIONAL, KidneyTests.EGFR),
          ckdEpi(91, 98, Units.CONVENTIONAL),
          prevent(35, 59, Units.CONVENTIONAL, KidneyTests.BOTH).withConsent(ConsentOnFile.PERMITS),
          ckdEpi(19, 45, Units.CONVENTIONAL),
          prevent(50, 79, Units.SI, KidneyTests.BOTH),
          prevent(40, 74, Units.CONVENTIONAL, KidneyTests.BOTH)
              .withConsent(ConsentOnFile.DENIES_INFERENCE),
          ckdEpi(60, 89, Units.SI),
          prevent(40, 74, Units.CONVENTIONAL, KidneyTests.NONE).withoutLipids(),
          prevent(30, 79, Units.CONVENTIONAL, KidneyTests.CREATININE));

  private static final Part BENCHMARK = prevent(30, 79, Units.CONVENTIONAL, KidneyTests.BOTH);

  private final Instant asOf;

  /// @param asOf index time of every call; ages and dates are counted back from it
  public SyntheticPatients(Instant asOf) {
    this.asOf = asOf;
  }

  /// Ten who are answered, one whose Consent forbids it, one whose record lacks what it takes.
  public List<SyntheticPatient> twelve(long seed) {
    return stream(seed).limit(PARTS.size()).toList();
  }

  /// As many as wanted; every twelve of them in the mix of [#twelve].
  public Stream<SyntheticPatient> stream(long seed) {
    return IntStream.iterate(0, n -> n + 1).mapToObj(n -> at(seed, n));
  }

  /// @param n position in [#stream], from 0
  public SyntheticPatient at(long seed, int n) {
    return play(PARTS.get(Math.floorMod(n, PARTS.size())), seed, n);
  }

  /// A call of PREVENT with a Bundle of exactly eleven entries that is always answered: the load of
  /// every measurement.
  public SyntheticPatient benchmark(long seed, int n) {
    return play(BENCHMARK, seed, n);
  }

  private SyntheticPatient play(Part part, long seed, int n) {
    // One generator per person: nobody changes with the number of people before them. Both numbers
    // are mixed first, because generators of seeds that are close repeat each other.
    SplittableRandom random =
        new SplittableRandom(
            new SplittableRandom(seed).nextLong() ^ new SplittableRandom(~(long) n).nextLong());
    SyntheticPerson person =
        new SyntheticPerson.Cast(sex(n), part.youngest(), part.oldest())
            .draw(random, SyntheticPerson.dateOf(asOf));
    return new SyntheticPatient(
        String.format(
            Locale.ROOT, "P%02d, %d y, %s", n + 1, person.ageYears(), person.sex().noun()),
        part.model(),
        PURPOSE,
        part.expected(),
        new SyntheticBundle(person, asOf).request(part.model(), PURPOSE, part.content()));
  }

  /// Women and men take turns, and take turns in each part.
  private static Sex sex(int n) {
    return (n + n / PARTS.size()) % 2 == 0 ? Sex.FEMALE : Sex.MALE;
  }

  private static Part prevent(int youngest, int oldest, Units units, KidneyTests kidney) {
    return new Part(
        PREVENT,
        Expected.ANSWERED,
        youngest,
        oldest,
        new SyntheticBundle.Content(units, kidney, Lipids.MEASURED, ConsentOnFile.NONE));
  }

  private static Part ckdEpi(int youngest, int oldest, Units units) {
    return new Part(
        CKD_EPI,
        Expected.ANSWERED,
        youngest,
        oldest,
        new SyntheticBundle.Content(
            units, KidneyTests.CREATININE, Lipids.MEASURED, ConsentOnFile.NONE));
  }

  /// @param youngest completed years
  /// @param oldest completed years
  private record Part(
      ModelId model, Expected expected, int youngest, int oldest, SyntheticBundle.Content content) {

    Part withConsent(ConsentOnFile consent) {
      return new Part(
          model,
          consent == ConsentOnFile.DENIES_INFERENCE ? Expected.CONSENT : expected,
          youngest,
          oldest,
          new SyntheticBundle.Content(
              content.units(), content.kidney(), content.lipids(), consent));
    }

    Part withoutLipids() {
      return new Part(
          model,
          Expected.MISSING_DATA,
          youngest,
          oldest,
          new SyntheticBundle.Content(
              content.units(), content.kidney(), Lipids.NOT_MEASURED, content.consent()));
    }
  }
}
