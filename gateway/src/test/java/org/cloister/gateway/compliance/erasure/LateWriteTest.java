package org.cloister.gateway.compliance.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.cloister.audit.Agent;
import org.cloister.audit.AuditException;
import org.cloister.audit.CanonicalJson;
import org.cloister.audit.Entry;
import org.cloister.audit.Fact;
import org.cloister.audit.IntentHandle;
import org.cloister.audit.Outcome;
import org.cloister.audit.Receipt;
import org.cloister.audit.RecordId;
import org.cloister.audit.Rider;
import org.cloister.audit.StoredEntry;
import org.cloister.audit.Subject;
import org.cloister.deid.sealing.CaseVault;
import org.cloister.deid.sealing.ResourceAddress;
import org.cloister.deid.sealing.SealedCase;
import org.cloister.deid.sealing.SealedResourceRow;
import org.cloister.deid.sealing.SealingException;
import org.cloister.deid.sealing.SubjectIndex;
import org.cloister.gateway.compliance.erasure.ErasurePlan.Target;
import org.cloister.gateway.compliance.review.Judging;
import org.cloister.gateway.identity.DemoClient;
import org.cloister.gateway.infer.ModelCall;
import org.cloister.gateway.record.RecordSealer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What was under way when somebody was erased does not bring them back: not in part, not under a
/// new key, not by a blind index.
final class LateWriteTest {
  private static final Map<Fact, String> FACTS = Map.of();
  private static final AtomicInteger TESTS = new AtomicInteger();

  @TempDir private static Path folder;

  @SuppressWarnings("NullAway.Init") // by begin()
  private static ErasingHospital hospital;

  private final String test = "late-" + TESTS.incrementAndGet();
  private final CanonicalJson body = CanonicalJson.of(Map.of("patient", "Patient/" + test));
  private final long firstIndex = hospital.log.health().size();

  @BeforeAll
  static void begin() throws Exception {
    hospital = ErasingHospital.open(folder);
  }

  @AfterAll
  static void end() {
    hospital.close();
  }

  @Test
  void anOutcomeWhoseIntentWasErased_isNotRecordedAndMakesNoKey() throws Exception {
    Subject patient = hospital.patient(test);
    RecordId outcome = RecordId.random();
    try (IntentHandle intent = hospital.log.begin(intent(), List.of())) {
      Receipt _ = intent.committed().get();
      assertThat(intent.isErased()).isFalse();
      Erasure _ = hospital.erase(test, Scope.ACCOUNTABILITY, LegalBasis.UNLAWFUL);

      assertThat(intent.isErased()).isTrue();
      Entry late = Entry.outcome(outcome, Outcome.OK, patient, FACTS, body);
      assertThatThrownBy(() -> intent.complete(late, List.of()).get())
          .hasCauseInstanceOf(AuditException.class);
    }

    StoredEntry closed = closing();
    assertThat(hospital.log.find(outcome)).isEmpty();
    assertThat(closed.subject()).isEmpty();
    assertThat(nothingNames(patient)).isTrue();
    assertThat(closed.agent()).as("who acted stays").isPresent();
  }

  @Test
  void anOutcomeWhoseCallerWasErased_isNotRecorded() throws Exception {
    Subject caller = caller();
    Erasure act;
    try (IntentHandle intent = hospital.log.begin(intent(), List.of())) {
      Receipt _ = intent.committed().get();
      act = hospital.erase(new Target(caller, Scope.STAFF, LegalBasis.ORDER));

      Entry late =
          Entry.outcome(RecordId.random(), Outcome.OK, hospital.patient(test), FACTS, body);
      assertThatThrownBy(() -> intent.complete(late, List.of()).get())
          .hasCauseInstanceOf(AuditException.class);
    }

    StoredEntry closed = closing();
    assertThat(nothingNames(caller)).isTrue();
    assertThat(closed.isAgentErased()).isTrue();
    assertThat(hospital.erasures.of(closed.index(), Erasures.Part.AGENT)).contains(act);
  }

  /// Sealed before, committed after: ciphertext that nobody can read, under a name that says whose.
  @Test
  void aResultUnderADestroyedKey_isRefusedWithItsRecord() throws Exception {
    String _ = hospital.infer(test);
    SealedResourceRow row = result();
    Erasure _ = hospital.erase(test, Scope.CLINICAL, LegalBasis.CONSENT_WITHDRAWN);

    Entry record = Entry.access(Outcome.OK, hospital.patient(test), FACTS, body);
    assertThat(
            catchThrowable(() -> hospital.log.append(record, List.of(insert(row))).get())
                .getCause())
        .isInstanceOfSatisfying(
            AuditException.class,
            e -> assertThat(e.kind()).isEqualTo(AuditException.Kind.REJECTED));

    assertThat(hospital.log.find(record.recordId())).isEmpty();
    assertThat(nothingInResults()).isTrue();
    assertThat(
            catchThrowable(() ->
                hospital
                    .gateway
                    .part(CaseVault.class)
                    .open(row.address().context("default"), row.sealed())))
        .isInstanceOfSatisfying(
            SealingException.class,
            e -> assertThat(e.kind()).isEqualTo(SealingException.Kind.KEY_GONE));
  }

  /// While the erasure waits for the log, what was queued before it goes with it, and nothing is
  /// sealed for the patient: afterwards a call is a new one, with a new key.
  @Test
  void recordsQueuedBeforeAnErasure_goWithIt() throws Exception {
    String old = hospital.infer(test);
    String bystander = "p-bystander";
    CompletableFuture<Receipt> queued;
    CompletableFuture<Erasure> erasure;
    SealedResourceRow row = result();
    try (Connection connection = hospital.gateway.part(DataSource.class).getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("lock table log_head in exclusive mode");
      // The first one keeps the sequencer busy, so that the others share a transaction.
      CompletableFuture<Receipt> _ = hospital.log.append(access(bystander), List.of());
      Thread.sleep(200);
      queued = hospital.log.append(access(test), List.of(insert(row)));
      erasure = CompletableFuture.supplyAsync(this::erase);
      awaitClosed(row);

      assertThat(infer().get(30, TimeUnit.SECONDS)).as("while it is being erased").isEqualTo(503);

      connection.rollback();
    }
    assertThat(queued.get(30, TimeUnit.SECONDS)).isNotNull();
    assertThat(erasure.get(30, TimeUnit.SECONDS).scope()).isEqualTo("accountability");
    assertThat(nothingNames(hospital.patient(test))).isTrue();
    assertThat(hospital.status(old)).isEqualTo(404);
    assertThat(infer().get(30, TimeUnit.SECONDS)).isEqualTo(200);
  }

  @Test
  void anErasure_waitsForJobsThatCopyFromRecordsAndTheyForIt() throws Exception {
    String _ = hospital.infer(test);
    ErasureLock lock = hospital.gateway.part(ErasureLock.class);
    CompletableFuture<Erasure> erasure;
    try (ErasureLock.Held _ = lock.shared()) {
      erasure = CompletableFuture.supplyAsync(this::erase);
      Thread.sleep(300);
      assertThat(erasure).isNotDone();
    }
    assertThat(erasure.get(30, TimeUnit.SECONDS)).isNotNull();

    assertThat(lock.takeAlone(Duration.ofSeconds(30))).isTrue();
    CompletableFuture<Long> judged;
    try {
      judged = CompletableFuture.supplyAsync(this::judge);
      Thread.sleep(300);
      assertThat(judged).isNotDone();
    } finally {
      lock.giveBack();
    }
    assertThat(judged.get(30, TimeUnit.SECONDS)).isNotNegative();
  }

  private Entry intent() {
    return Entry.intent(hospital.patient(test), FACTS, body).by(staff());
  }

  private Entry access(String patient) {
    return Entry.access(Outcome.OK, hospital.patient(patient), FACTS, body);
  }

  private Agent staff() {
    return Agent.of(caller(), CanonicalJson.of(Map.of("subject", test)), Optional.empty());
  }

  private Subject caller() {
    return hospital.gateway.part(RecordSealer.class).user("default", "https://issuer", test);
  }

  /// Sealed for the patient, not stored.
  private SealedResourceRow result() throws SealingException {
    CaseVault vault = hospital.gateway.part(CaseVault.class);
    SubjectIndex subject = vault.subjectIndex("default", "Patient/" + test);
    ResourceAddress address =
        new ResourceAddress("Observation", UUID.randomUUID(), UUID.randomUUID(), subject);
    SealedCase sealed =
        vault.seal(address.context("default"), "{}".getBytes(StandardCharsets.UTF_8));
    return new SealedResourceRow(address, sealed);
  }

  private static Rider insert(SealedResourceRow row) {
    return new Rider(row.insertSql(), row.parameters());
  }

  private void awaitClosed(SealedResourceRow row) throws InterruptedException {
    CaseVault vault = hospital.gateway.part(CaseVault.class);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!vault.isClosed(row.sealed().bytes())) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.sleep(20);
    }
  }

  private Erasure erase() {
    try {
      return hospital.erase(test, Scope.ACCOUNTABILITY, LegalBasis.UNLAWFUL);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private long judge() {
    try {
      return hospital.gateway.part(Judging.class).step();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private CompletableFuture<Integer> infer() {
    return CompletableFuture.supplyAsync(() -> {
      try {
        return hospital
            .gateway
            .infer(hospital.gateway.token(DemoClient.EHR), ModelCall.ckdEpi(test).body())
            .statusCode();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    });
  }

  /// The outcome that the log itself wrote for the intent.
  private StoredEntry closing() throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (true) {
      Optional<StoredEntry> found =
          hospital.all().stream()
              .filter(entry -> entry.outcome() == Outcome.UNKNOWN && entry.index() >= firstIndex)
              .findFirst();
      if (found.isPresent()) {
        return found.get();
      }
      assertThat(System.nanoTime()).as("the intent was never closed").isLessThan(end);
      Thread.sleep(50);
    }
  }

  private boolean nothingInResults() throws Exception {
    String index = hospital.patient(test).key();
    return hospital.number(
            "select count(*) from sealed_resource where subject_index = '\\x" + index + "'")
        == 0;
  }

  private boolean nothingNames(Subject person) throws Exception {
    return hospital.tables().values().stream().noneMatch(table -> table.contains(person.key()));
  }
}
