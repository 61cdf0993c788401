package org.cloister.bench.deid;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.cloister.bench.report.Bar;
import org.cloister.deid.pseudonym.Original;
import org.cloister.deid.pseudonym.PseudonymException;
import org.cloister.deid.pseudonym.Pseudonyms;

/// Codes and date offsets of 100,000 patients: how fast the vault gives them, and whether the
/// offsets are evenly spread.
final class CodesOfPatients {
  private static final int PATIENTS = 100_000;
  private static final int LARGE = 256;
  private static final int SMALL = 4;
  private static final int SMALL_PATIENTS = 4000;
  private static final int MOST_DAYS = 365;
  private static final double P_VALUE = 0.01;
  private static final String DOMAIN = "patients";

  private final VaultPlace place;
  private final Consumer<String> progress;

  CodesOfPatients(VaultPlace place, Consumer<String> progress) {
    this.place = place;
    this.progress = progress;
  }

  Finding measure() throws IOException {
    Offsets keyed = new Offsets();
    Offsets random = new Offsets();
    double derived = perSecond(place.keyed(DOMAIN), patients(0, PATIENTS), LARGE, keyed);
    progress.accept("%.0f keyed codes and offsets/s".formatted(derived));
    double fresh = perSecond(place.vault(DOMAIN), patients(0, PATIENTS), LARGE, random);
    progress.accept("%.0f new codes/s from the vault, %d a batch".formatted(fresh, LARGE));
    double stored = perSecond(place.vault(DOMAIN), patients(0, PATIENTS), LARGE, new Offsets());
    progress.accept("%.0f stored codes/s from the vault, %d a batch".formatted(stored, LARGE));
    List<Original> others = patients(PATIENTS, SMALL_PATIENTS);
    double freshInSmall = perSecond(place.vault(DOMAIN), others, SMALL, new Offsets());
    double storedInSmall = perSecond(place.vault(DOMAIN), others, SMALL, new Offsets());
    progress.accept(
        "%d a batch: %.0f new and %.0f stored codes/s"
            .formatted(SMALL, freshInSmall, storedInSmall));
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("patients", PATIENTS);
    figures.put("keyedCodesPerSecond", Bar.rounded(derived));
    figures.put("newCodesPerSecondInBatchesOf" + LARGE, Bar.rounded(fresh));
    figures.put("storedCodesPerSecondInBatchesOf" + LARGE, Bar.rounded(stored));
    figures.put("newCodesPerSecondInBatchesOf" + SMALL, Bar.rounded(freshInSmall));
    figures.put("storedCodesPerSecondInBatchesOf" + SMALL, Bar.rounded(storedInSmall));
    figures.put("keyedOffsets", keyed.json());
    figures.put("randomOffsets", random.json());
    return new Finding(
        "codes",
        List.of(
            Bar.atLeast("keyed date offsets, chi-squared p", keyed.pValue(), P_VALUE, "1"),
            Bar.atLeast("random date offsets, chi-squared p", random.pValue(), P_VALUE, "1"),
            Bar.atMost("date offsets of 0 days", (double) (keyed.zeros + random.zeros), 0, "1")),
        figures,
        List.of(
            "date offsets of %d patients: p = %.3f keyed, %.3f random"
                .formatted(PATIENTS, keyed.pValue(), random.pValue()),
            "vault: %.0f new, %.0f stored codes/s, %d a batch; %.0f and %.0f, %d a batch"
                .formatted(fresh, stored, LARGE, freshInSmall, storedInSmall, SMALL)));
  }

  private static List<Original> patients(int from, int count) {
    List<Original> patients = new ArrayList<>(count);
    for (int i = from; i < from + count; i++) {
      patients.add(Original.ofId("Patient", "p" + i));
    }
    return patients;
  }

  /// In batches, as the engine asks: once for each document, then for the patient's offset.
  private static double perSecond(
      Pseudonyms pseudonyms, List<Original> originals, int batch, Offsets offsets)
      throws IOException {
    long began = System.nanoTime();
    try {
      for (int from = 0; from < originals.size(); from += batch) {
        List<Original> some = originals.subList(from, Math.min(from + batch, originals.size()));
        if (pseudonyms.codes(some).size() != some.size()) {
          throw new IOException("an original got no code");
        }
        for (Original patient : some) {
          offsets.count(pseudonyms.offsetDays(patient));
        }
      }
    } catch (PseudonymException e) {
      throw new IOException("a code could not be had: " + e.getMessage(), e);
    }
    return originals.size() / secondsSince(began);
  }

  private static double secondsSince(long began) {
    return (System.nanoTime() - began) / (double) Duration.ofSeconds(1).toNanos();
  }

  /// How often each offset was given.
  private static final class Offsets {
    private final long[] counts = new long[2 * MOST_DAYS];
    private long zeros;

    void count(int days) throws IOException {
      if (Math.abs(days) > MOST_DAYS) {
        throw new IOException("an offset of more than " + MOST_DAYS + " days");
      }
      if (days == 0) {
        zeros++;
      } else {
        counts[days < 0 ? days + MOST_DAYS : days + MOST_DAYS - 1]++;
      }
    }

    double pValue() {
      return ChiSquared.ofUniform(counts).pValue();
    }

    Map<String, Object> json() {
      ChiSquared test = ChiSquared.ofUniform(counts);
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("chiSquared", Bar.rounded(test.statistic()));
      json.put("degreesOfFreedom", test.freedom());
      json.put("pValue", Bar.rounded(test.pValue()));
      json.put("zeros", zeros);
      return json;
    }
  }
}
