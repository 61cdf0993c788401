package org.cloister.gateway.compliance.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.cloister.audit.AuditLog;
import org.cloister.audit.RecordId;
import org.cloister.gateway.TestGateway;
import org.cloister.gateway.infer.SharedGateway;
import org.cloister.gateway.record.AuditRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/// What is told of models: their results, their log, their cost, and what the organisation does
/// with them.
@ExtendWith(SharedGateway.class)
@TestInstance(Lifecycle.PER_CLASS)
final class ModelReportsTest {
  private final TestGateway gateway;
  private final AuditLog log;
  private final SeededCalls calls;

  ModelReportsTest(TestGateway gateway) throws Exception {
    this.gateway = gateway;
    this.log = gateway.part(AuditLog.class);
    this.calls = SeededCalls.of(gateway);
  }

  @Test
  void modelRecallAndAiLog_holdEveryAnswerAndTheAiLogNobody() throws Exception {
    Officer officer = new Officer(gateway, "officer-1", "HCOMPL");
    String model = "prevent-2023-base";
    Document recall = officer.report(calls.period(Map.of("kind", "model-recall", "model", model)));
    Document aiLog = officer.report(calls.period(Map.of("kind", "ai-log", "model", model)));

    assertThat(recall.tables().getFirst().rows())
        .extracting(List::getLast)
        .containsExactlyInAnyOrderElementsOf(
            calls.history().stream().map(it -> it.record().toString()).toList());
    assertThat(recall.about()).containsEntry("Patients", Long.toString(calls.patients()));
    assertThat(aiLog.tables().getFirst().rows()).hasSize(calls.history().size());
    assertThat(aiLog.tables().getFirst().rows().toString()).doesNotContain("Patient/", "dr-");
  }

  @Test
  void costAndLatency_sumsToTheLastPicoUsd() throws Exception {
    Document report =
        new Officer(gateway, "officer-1", "HCOMPL")
            .report(calls.period(Map.of("kind", "cost-and-latency")));
    BigInteger expected = BigInteger.ZERO;
    for (SeededCalls.Made made : calls.history()) {
      AuditRecord record = AuditRecord.of(log.find(new RecordId(made.record())).orElseThrow());
      expected = expected.add(BigInteger.valueOf(record.figures().orElseThrow().costPicoUsd()));
    }

    assertThat(report.tables().getFirst().rows()).hasSize(1);
    List<String> row = report.tables().getFirst().rows().getFirst();
    assertThat(row.subList(1, 6))
        .containsExactly(
            "TREAT",
            "ehr",
            "" + calls.history().size(),
            "" + calls.history().size(),
            "" + expected);
    assertThat(report.about()).containsEntry("Cost in pico-USD", expected.toString());
  }

  @Test
  void processingActivities_comeFromTheRunningConfiguration() throws Exception {
    Officer officer = new Officer(gateway, "officer-1", "HCOMPL");
    Document first = officer.report(calls.period(Map.of("kind", "processing-activities")));
    Document second = officer.report(calls.period(Map.of("kind", "processing-activities")));

    assertThat(first).as("equal bytes, so that a diff shows what changed").isEqualTo(second);
    assertThat(first.tables().getFirst().rows())
        .extracting(List::getFirst)
        .contains("prevent-2023-base");
    assertThat(first.tables().get(1).rows())
        .anySatisfy(row ->
            assertThat(row.subList(0, 3))
                .containsExactly("TREAT", "treatment", "" + calls.history().size()));
  }
}
