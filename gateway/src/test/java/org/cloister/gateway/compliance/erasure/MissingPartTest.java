package org.cloister.gateway.compliance.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.cloister.audit.StoredEntry;
import org.cloister.audit.Subject;
import org.cloister.deid.sealing.CaseVault;
import org.cloister.deid.sealing.KeyClass;
import org.cloister.deid.sealing.SubjectIndex;
import org.cloister.gateway.event.AuditEventSearch;
import org.cloister.gateway.event.AuditTerms;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Whoever takes something away in the database cannot pass it off as erased: an erasure is an act
/// of the log.
final class MissingPartTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private static Path folder;

  @SuppressWarnings("NullAway.Init") // by begin()
  private static ErasingHospital hospital;

  @BeforeAll
  static void begin() throws Exception {
    hospital = ErasingHospital.open(folder);
  }

  @AfterAll
  static void end() {
    hospital.close();
  }

  /// What an administrator of the database does to the newest record of a patient.
  enum Deed {
    PATIENTS_KEY("delete from subject_key where subject_index = '\\x{subject}'", "record"),
    BODY("update log_body set sealed_body = null where subject = '{subject}'", "record"),
    SUBJECT("update log_body set subject = null where subject = '{subject}'", "record"),
    CALLERS_KEY("delete from subject_key where subject_index = '\\x{agent}'", "agent"),
    CALLER(
        "update log_body set agent = null, sealed_agent = null where agent = '{agent}'", "agent");

    private final String sql;
    private final String part;

    Deed(String sql, String part) {
      this.sql = sql;
      this.part = part;
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatWasTakenAwayByHand_isMissingAndNotErased(Deed deed) throws Exception {
    String id = "p-" + deed.name().toLowerCase(Locale.ROOT).replace('_', '-');
    String _ = hospital.infer(id);
    StoredEntry record = hospital.newest(id);
    Subject patient = hospital.patient(id);
    Subject caller = record.agent().orElseThrow();
    List<UUID> keys = List.of(key(patient), key(caller));
    hospital.execute(deed.sql.replace("{subject}", patient.key()).replace("{agent}", caller.key()));
    dropFromMemory(keys);

    assertThat(gone(record)).isEqualTo("[{\"part\":\"" + deed.part + "\"}]");
    AuditEventSearch events = hospital.gateway.part(AuditEventSearch.class);
    String event = record.recordId().toString();
    JsonNode written = JSON.readTree(events.event(event, events.read(event).orElseThrow()));
    assertThat(written.path("extension").toString())
        .contains(AuditTerms.MISSING)
        .contains("\"valueCode\":\"" + deed.part + "\"")
        .doesNotContain(AuditTerms.ERASED);
  }

  @Test
  void whatAnActErased_isErasedBesideWhatWasTakenAway() throws Exception {
    String _ = hospital.infer("p-both");
    StoredEntry erased = hospital.newest("p-both");
    Erasure act = hospital.erase("p-both", Scope.ACCOUNTABILITY, LegalBasis.UNLAWFUL);
    String _ = hospital.infer("p-both");
    StoredEntry taken = hospital.newest("p-both");
    List<UUID> keys = List.of(key(hospital.patient("p-both")));
    hospital.execute("delete from subject_key where key_id = '" + keys.getFirst() + "'");
    dropFromMemory(keys);

    assertThat(gone(erased))
        .isEqualTo("[{\"part\":\"record\",\"record\":\"" + act.record() + "\"}]");
    assertThat(gone(taken)).isEqualTo("[{\"part\":\"record\"}]");
  }

  private static String gone(StoredEntry record) throws Exception {
    HttpResponse<String> answer =
        hospital.gateway.send(
            hospital
                .gateway
                .request("/log/receipt/" + record.recordId() + "/erasures")
                .GET()
                .build());
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }

  private static UUID key(Subject subject) throws Exception {
    SubjectIndex index = new SubjectIndex(HexFormat.of().parseHex(subject.key()));
    return hospital
        .gateway
        .part(CaseVault.class)
        .keyName("default", index, KeyClass.ACCOUNTABILITY)
        .orElseThrow();
  }

  /// As in a process that never had the keys; those whose rows are still there open as before.
  private static void dropFromMemory(List<UUID> keys) {
    CaseVault vault = hospital.gateway.part(CaseVault.class);
    vault.close(keys);
    vault.reopen(keys);
  }
}
