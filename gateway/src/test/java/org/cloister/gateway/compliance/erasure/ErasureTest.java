package org.cloister.gateway.compliance.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cloister.gateway.compliance.erasure.ErasingHospital.text;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cloister.audit.CanonicalJson;
import org.cloister.audit.Entry;
import org.cloister.audit.Fact;
import org.cloister.audit.LogIdentity;
import org.cloister.audit.Outcome;
import org.cloister.audit.Receipt;
import org.cloister.audit.RecordId;
import org.cloister.audit.StoredEntry;
import org.cloister.audit.verify.LogVerifier;
import org.cloister.audit.verify.TileSource;
import org.cloister.audit.verify.Verdict;
import org.cloister.gateway.infer.PlantedPatient;
import org.cloister.gateway.record.RecordSealer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Erasure of a patient against an immutable log: what is gone is gone, what was proved stays
/// proved.
final class ErasureTest {
  private static final Pattern LONG_HEX = Pattern.compile("[0-9a-f]{32,}");

  @TempDir private Path folder;
  private final PlantedPatient erased =
      new PlantedPatient(new Random(Long.getLong("cloister.seed", 20261125)));
  private final String kept = "p-kept";

  @Test
  void carryOut_leavesNothingOfThePersonAndEveryProofValid() throws Exception {
    try (ErasingHospital hospital = ErasingHospital.open(folder)) {
      String result = hospital.infer(erased.body());
      String other = hospital.infer(kept);
      assertThat(hospital.status(result)).isEqualTo(200);
      Map<RecordId, String> receipts = receipts(hospital);
      List<Long> about = hospital.places(erased.id());
      assertThat(about).hasSizeGreaterThanOrEqualTo(3);
      nameBothInOneRecord(hospital);

      Erasure erasure = hospital.erase(erased.id(), Scope.ACCOUNTABILITY, LegalBasis.UNLAWFUL);

      assertThat(hospital.status(result)).isEqualTo(404);
      assertThat(hospital.status(other)).isEqualTo(200);
      nothingIsFound(hospital);
      // Every receipt from before is still one, and the log is whole.
      LogVerifier verifier = LogVerifier.of(hospital.gateway.part(LogIdentity.class).verifierKey());
      TileSource tiles = hospital::file;
      for (String receipt : receipts.values()) {
        assertThat(verifier.verifyReceipt(tiles, receipt)).isInstanceOf(Verdict.Ok.class);
      }
      assertThat(verifier.verify(tiles)).isInstanceOf(Verdict.Ok.class);
      exactlyTheseAreErased(hospital, about, erasure);
      nobodyIsInTheLeaves(hospital);
    }
  }

  @Test
  void carryOut_ofTheClinicalScopeKeepsWhoAccessedWhat() throws Exception {
    try (ErasingHospital hospital = ErasingHospital.open(folder)) {
      String result = hospital.infer(erased.body());
      List<Long> about = hospital.places(erased.id());

      Erasure erasure = hospital.erase(erased.id(), Scope.CLINICAL, LegalBasis.CONSENT_WITHDRAWN);

      assertThat(hospital.status(result)).isEqualTo(404);
      assertThat(hospital.places(erased.id())).containsAll(about);
      StoredEntry record = hospital.log.find(new RecordId(erasure.record())).orElseThrow();
      assertThat(record.facts())
          .containsEntry("event", "erasure")
          .containsEntry("scope", "clinical")
          .containsEntry("legalBasis", "gdpr-17-1-b");
      assertThat(text(record.body())).contains("retained").doesNotContain(erased.id());
      // A new call makes a new key: nothing from before opens under it.
      assertThat(hospital.status(hospital.infer(erased.id()))).isEqualTo(200);
      assertThat(hospital.status(result)).isEqualTo(404);
    }
  }

  /// Such as a report about several patients, which is found from each of them.
  private void nameBothInOneRecord(ErasingHospital hospital) throws Exception {
    Entry report =
        Entry.system(
                Outcome.OK,
                hospital.erasures.subject("System"),
                Map.of(Fact.EVENT, "report-made"),
                CanonicalJson.of(Map.of("list", "alerts")))
            .concerning(List.of(hospital.patient(erased.id()), hospital.patient(kept)));
    Receipt _ = hospital.log.append(report, List.of()).get();
  }

  private static Map<RecordId, String> receipts(ErasingHospital hospital) throws Exception {
    Map<RecordId, String> receipts = new LinkedHashMap<>();
    for (StoredEntry entry : hospital.all()) {
      receipts.put(entry.recordId(), hospital.log.proof(entry.recordId()).orElseThrow());
    }
    assertThat(receipts).hasSizeGreaterThan(5);
    return receipts;
  }

  private static void exactlyTheseAreErased(
      ErasingHospital hospital, List<Long> places, Erasure erasure) throws Exception {
    int found = 0;
    for (StoredEntry entry : hospital.all()) {
      boolean should = places.contains(entry.index());
      found += should ? 1 : 0;
      assertThat(entry.isErased()).as("entry %d", entry.index()).isEqualTo(should);
      assertThat(entry.isAgentErased()).as("who acted in %d", entry.index()).isFalse();
      assertThat(hospital.erasures.of(entry.index(), Erasures.Part.RECORD))
          .isEqualTo(should ? Optional.of(erasure) : Optional.empty());
    }
    assertThat(found).as("erased entries are still shown").isEqualTo(places.size());
  }

  /// Data directory with its write-ahead log, every table as a dump writes it, the public log.
  private void nothingIsFound(ErasingHospital hospital) throws Exception {
    Path dump = Files.createDirectories(folder.resolve("dump"));
    String index = hospital.patient(erased.id()).key();
    for (Map.Entry<String, String> table : hospital.tables().entrySet()) {
      Path _ = Files.writeString(dump.resolve(table.getKey()), table.getValue());
      assertThat(table.getValue()).as("blind index in %s", table.getKey()).doesNotContain(index);
    }
    assertThat(erased.below(hospital.gateway.data())).isEmpty();
    assertThat(erased.below(folder.resolve("elsewhere"))).isEmpty();
    assertThat(erased.below(dump)).isEmpty();
  }

  /// Somebody who holds every key tries every record number of a city: no leaf knows any of them.
  private void nobodyIsInTheLeaves(ErasingHospital hospital) throws Exception {
    String leaves = hospital.leaves();
    Set<String> values = new HashSet<>();
    Matcher hex = LONG_HEX.matcher(leaves);
    while (hex.find()) {
      values.add(hex.group());
    }
    assertThat(values).hasSizeGreaterThan(5);
    assertThat(leaves).doesNotContain(erased.id()).doesNotContain(kept);
    RecordSealer sealer = hospital.gateway.part(RecordSealer.class);
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    int candidates = Integer.getInteger("cloister.erasure.candidates", 100_000);
    for (int i = 0; i <= candidates; i++) {
      String reference = "Patient/" + (i == candidates ? erased.id() : "%07d".formatted(i));
      String index = sealer.subject("default", reference).key();
      assertThat(values.contains(index) || values.contains(index.substring(0, 32))).isFalse();
      String hash =
          HexFormat.of().formatHex(sha256.digest(reference.getBytes(StandardCharsets.UTF_8)));
      assertThat(values.contains(hash)).isFalse();
    }
  }
}
