package org.cloister.gateway.compliance.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Period;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.cloister.audit.AuditException;
import org.cloister.audit.CanonicalJson;
import org.cloister.audit.Entry;
import org.cloister.audit.Fact;
import org.cloister.audit.Outcome;
import org.cloister.audit.Receipt;
import org.cloister.audit.StoredEntry;
import org.cloister.gateway.compliance.erasure.ErasurePlan.Obstacle;
import org.cloister.gateway.compliance.erasure.ErasurePlan.Target;
import org.cloister.gateway.record.RecordSealer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What stands against an erasure or a disposal: asked when it is planned, and again by the
/// transaction that would carry it out.
final class HoldTest {
  private static final Period TEN_YEARS = Period.ofYears(10);
  private static final Retention RETENTION =
      new Retention(EnumSet.allOf(Retention.Law.class), TEN_YEARS, TEN_YEARS, TEN_YEARS);

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

  @AfterEach
  void lift() throws Exception {
    hospital.execute("delete from legal_hold");
  }

  @Test
  void plan_saysWhatStandsAgainstIt() throws Exception {
    String _ = hospital.infer("p-1");
    Target all = hospital.target("p-1", Scope.ACCOUNTABILITY, LegalBasis.CONSENT_WITHDRAWN);
    assertThat(hospital.erasures.plan(all).obstacle()).contains(Obstacle.RETENTION);
    Target nobody = hospital.target("nobody", Scope.CLINICAL, LegalBasis.CONSENT_WITHDRAWN);
    assertThat(hospital.erasures.plan(nobody).obstacle()).contains(Obstacle.NOTHING_THERE);
    Target clinical = hospital.target("p-1", Scope.CLINICAL, LegalBasis.CONSENT_WITHDRAWN);
    assertThat(hospital.erasures.plan(clinical).obstacle()).isEmpty();

    hold("'" + clinical.subject().key() + "'");

    assertThat(hospital.erasures.plan(clinical).obstacle()).contains(Obstacle.LEGAL_HOLD);
  }

  @Test
  void aHoldPlacedBetweenDecisionAndCommit_undoesTheErasure() throws Exception {
    String result = hospital.infer("p-between");
    Target clinical = hospital.target("p-between", Scope.CLINICAL, LegalBasis.CONSENT_WITHDRAWN);
    ErasurePlan decided = hospital.erasures.plan(clinical);
    hold("'" + clinical.subject().key() + "'");

    assertThat(catchThrowable(() -> hospital.erasures.carryOut(decided, hospital.officer())))
        .isInstanceOfSatisfying(
            AuditException.class,
            e -> assertThat(e.kind()).isEqualTo(AuditException.Kind.REJECTED));

    assertThat(hospital.status(result)).isEqualTo(200);
    assertThat(hospital.erasures.newest(10)).noneMatch(act -> act.scope().equals("clinical"));
    assertThat(Files.readString(folder.resolve("elsewhere/erasure.journal")))
        .contains("pending ")
        .contains("void ");
    // The key that was closed for it is in use again.
    assertThat(hospital.status(hospital.infer("p-between"))).isEqualTo(200);
  }

  /// Everyone's records of a period: what is of that period is found by its subject, by who acted
  /// and by whom a record mentions.
  @Test
  void aHoldOfAPeriod_coversWhoeverHasARecordInIt() throws Exception {
    String _ = hospital.infer("p-period");
    Entry mention =
        Entry.system(
                Outcome.OK,
                hospital.erasures.subject("System"),
                Map.of(Fact.EVENT, "report-made"),
                CanonicalJson.of(Map.of()))
            .concerning(List.of(hospital.patient("p-mentioned")));
    Receipt _ = hospital.log.append(mention, List.of()).get();
    hospital.execute(
        "insert into subject_key (key_id, tenant, subject_index, key_class, wrapped, kek_id,"
            + " first_epoch, last_epoch)"
            + " select gen_random_uuid(), tenant, '\\x"
            + hospital.patient("p-mentioned").key()
            + "', key_class, wrapped, kek_id, first_epoch, last_epoch from subject_key limit 1");
    StoredEntry acted = hospital.newest("p-period");
    List<Target> targets =
        List.of(
            hospital.target("p-period", Scope.CLINICAL, LegalBasis.ORDER),
            hospital.target("p-period", Scope.ACCOUNTABILITY, LegalBasis.ORDER),
            hospital.target("p-mentioned", Scope.ACCOUNTABILITY, LegalBasis.ORDER),
            new Target(acted.agent().orElseThrow(), Scope.STAFF, LegalBasis.ORDER));
    for (Target target : targets) {
      assertThat(hospital.erasures.plan(target).obstacle()).as(target.toString()).isEmpty();
    }

    hold("null");

    for (Target target : targets) {
      assertThat(hospital.erasures.plan(target).obstacle())
          .as(target.toString())
          .contains(Obstacle.LEGAL_HOLD);
    }
  }

  /// Who a record is about, who acted in it, and whom it mentions: a hold on any of them keeps it.
  @Test
  void disposal_leavesWhatAHoldCovers() throws Exception {
    String heldResult = hospital.infer("p-held");
    String freeResult = hospital.infer("p-free");
    StoredEntry held = hospital.newest("p-held");
    StoredEntry free = hospital.newest("p-free");
    hold("'" + hospital.patient("p-held").key() + "'");

    assertThat(disposeAfterElevenYears()).isNotEmpty();

    assertThat(hospital.log.find(free.recordId()).orElseThrow().isErased()).isTrue();
    assertThat(hospital.log.find(held.recordId()).orElseThrow().isErased()).isFalse();
    assertThat(hospital.status(heldResult)).isEqualTo(200);
    assertThat(hospital.status(freeResult)).isEqualTo(404);
  }

  /// A disposal looks for what is due, and deletes in a transaction of its own.
  @Test
  void aHoldPlacedWhileADisposalWaits_keepsTheRecord() throws Exception {
    String result = hospital.infer("p-late-hold");
    StoredEntry held = hospital.newest("p-late-hold");
    CompletableFuture<List<Erasure>> disposal;
    try (Connection connection = hospital.gateway.part(DataSource.class).getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("lock table log_head in exclusive mode");
      disposal = CompletableFuture.supplyAsync(this::disposed);
      // It has found what is due and waits for the log.
      Thread.sleep(500);
      hold("'" + hospital.patient("p-late-hold").key() + "'");
      connection.rollback();
    }
    assertThat(disposal.get()).isNotEmpty();
    assertThat(hospital.log.find(held.recordId()).orElseThrow().isErased()).isFalse();
    assertThat(hospital.status(result)).isEqualTo(200);
  }

  private List<Erasure> disposed() {
    try {
      return disposeAfterElevenYears();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private List<Erasure> disposeAfterElevenYears() throws Exception {
    Disposal.Parts parts =
        new Disposal.Parts(
            "default",
            hospital.log,
            hospital.gateway.part(RecordSealer.class),
            hospital.gateway.part(DataSource.class));
    Clock later = Clock.offset(Clock.systemUTC(), Duration.ofDays(11 * 366L));
    return new Disposal(parts, RETENTION, later).run();
  }

  /// @param subject an SQL expression; `null` for everyone
  private void hold(String subject) throws Exception {
    hospital.execute(
        "insert into legal_hold (hold_id, tenant, subject, reason, placed_at)"
            + " values (gen_random_uuid(), 'default', "
            + subject
            + ", 'litigation', now())");
  }
}
