package org.cloister.gateway.infer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cloister.audit.AuditException;
import org.cloister.audit.AuditLog;
import org.cloister.audit.EntryKind;
import org.cloister.audit.Fact;
import org.cloister.audit.Outcome;
import org.cloister.audit.RecordId;
import org.cloister.deid.pseudonym.PseudonymException;
import org.cloister.deid.release.Place;
import org.cloister.deid.release.Release;
import org.cloister.gateway.TestGateway;
import org.cloister.gateway.answer.OutcomeCode;
import org.cloister.gateway.compliance.restriction.RestrictionRegister;
import org.cloister.gateway.deidentify.DeidentifyQuery;
import org.cloister.gateway.deidentify.DeidentifyQuery.Format;
import org.cloister.gateway.deidentify.ReleaseDomain;
import org.cloister.gateway.deidentify.ReleaseDomains;
import org.cloister.gateway.deidentify.ReleaseRules;
import org.cloister.gateway.identity.CallerAuthenticator;
import org.cloister.gateway.identity.DemoClient;
import org.cloister.gateway.record.AuditRecord;
import org.cloister.policies.Deidentification.Kind;
import org.cloister.policies.Policies;
import org.cloister.policies.Sha256;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// How calls of `$deidentify` end that are not released, with an engine that answers as told.
@ExtendWith(SharedGateway.class)
class DeidentifyPipelineTest {
  private static final String CANARY = "Quillfeather";
  private static final String PATIENT =
      "{\"resourceType\":\"Patient\",\"id\":\"p1\",\"name\":[{\"family\":\"" + CANARY + "\"}]}";
  private static final Map<String, List<String>> TO_STUDY = Map.of("domain", List.of("study"));
  private static final int LARGEST = 2000;

  private final TestGateway gateway;
  private final List<String> handed = new ArrayList<>();

  DeidentifyPipelineTest(TestGateway gateway) {
    this.gateway = gateway;
  }

  /// What the engine says, and what the caller is told.
  enum Stop {
    WITHHELD(new Release.Withheld(Release.Reason.IDENTIFIER_REMAINS), OutcomeCode.WITHHELD, ""),
    REFUSED(
        new Release.Refused("Patient.modifierExtension"),
        OutcomeCode.NOT_ACCEPTED_BY_RULES,
        "Patient.modifierExtension"),
    MALFORMED(
        new Release.Malformed(17, "an object is not closed"), OutcomeCode.MALFORMED, "byte 17"),
    UNAVAILABLE(
        new Release.Unavailable(new PseudonymException("the vault is away")),
        OutcomeCode.UNAVAILABLE,
        "");

    @SuppressWarnings("ImmutableEnumChecker") // made once, never changed
    private final Release release;

    private final OutcomeCode code;
    private final String told;

    Stop(Release release, OutcomeCode code, String told) {
      this.release = release;
      this.code = code;
      this.told = told;
    }
  }

  @ParameterizedTest
  @EnumSource
  void deidentify_recordsWhyNothingIsReleasedAndTellsNoValue(Stop stop) throws Exception {
    Reply.Recorded reply = call(DemoClient.STEWARD, TO_STUDY, PATIENT, stop.release);

    assertThat(reply.refusal()).contains(stop.code);
    assertThat(text(reply)).contains(stop.told).doesNotContain(CANARY, "vault");
    AuditRecord record = record(reply);
    assertThat(record.kind()).isEqualTo(EntryKind.OUTCOME);
    assertThat(record.outcome())
        .isEqualTo(stop == Stop.UNAVAILABLE ? Outcome.FAILED : Outcome.REFUSED);
    assertThat(record.event()).contains("deidentify");
    assertThat(record.patient()).isEmpty();
    assertThat(record.purpose()).contains("HRESCH");
    assertThat(record.fact(Fact.DEID_PROFILE))
        .contains(rules("strict", Kind.DEIDENTIFIED).hash().hex());
    assertThat(record.detail("domain")).contains("study");
    assertThat(record.detail("preset")).contains("strict");
    assertThat(record.detail("requestBytes")).contains("" + PATIENT.length());
    assertThat(record.details().toString()).doesNotContain(CANARY);
    assertThat(record.figures()).isPresent();
  }

  @Test
  void deidentify_handsTheDocumentToTheEngineAndNothingElse() throws Exception {
    String parameters =
        "{\"resourceType\":\"Parameters\",\"parameter\":[{\"resource\": "
            + PATIENT
            + ",\"name\":\"resource\"},{\"name\":\"domain\",\"valueString\":\"study\"},"
            + "{\"name\":\"purpose\",\"valueCoding\":{\"code\":\"HRESCH\"}}]}";
    Reply.Recorded wrapped = call(DemoClient.STEWARD, Map.of(), parameters, Stop.MALFORMED.release);
    Reply.Recorded raw = call(DemoClient.STEWARD, TO_STUDY, PATIENT, Stop.MALFORMED.release);

    assertThat(handed).containsExactly(PATIENT, PATIENT);
    assertThat(text(wrapped)).contains("byte " + (parameters.indexOf(PATIENT) + 17));
    assertThat(text(raw)).contains("byte 17");
  }

  @Test
  void deidentify_namesTheFirstLineAtFault() throws Exception {
    Reply.Recorded reply =
        call(
            DemoClient.STEWARD,
            new DeidentifyQuery(Format.NDJSON, withPurpose(TO_STUDY)),
            "\r\n\n" + PATIENT + "\r\n" + PATIENT,
            Stop.WITHHELD.release);

    assertThat(text(reply)).contains("Line 3: ");
    assertThat(handed).containsExactly(PATIENT + "\r", PATIENT);
  }

  @Test
  void deidentify_refusesWhoMayNotBeforeTheEngineSeesAnything() throws Exception {
    Reply.Recorded viewer = call(DemoClient.VIEWER, TO_STUDY, PATIENT, Stop.WITHHELD.release);
    Reply.Recorded research = call(DemoClient.RESEARCH, TO_STUDY, PATIENT, Stop.WITHHELD.release);
    Reply.Recorded nobody =
        recorded(
            pipeline(Stop.WITHHELD.release)
                .deidentify(
                    submission(Optional.empty(), PATIENT),
                    Optional.empty(),
                    new DeidentifyQuery(Format.JSON, TO_STUDY)));

    assertThat(viewer.refusal()).contains(OutcomeCode.INSUFFICIENT_SCOPE);
    assertThat(research.refusal()).contains(OutcomeCode.INSUFFICIENT_SCOPE);
    assertThat(nobody.refusal()).contains(OutcomeCode.UNAUTHENTICATED);
    for (Reply.Recorded reply : List.of(viewer, research, nobody)) {
      assertThat(record(reply).kind()).isEqualTo(EntryKind.DENIAL);
      assertThat(record(reply).outcome()).isEqualTo(Outcome.DENIED);
      assertThat(record(reply).event()).contains("deidentify");
    }
    assertThat(handed).isEmpty();
  }

  @Test
  void deidentify_letsTheEhrMakeNoLimitedDataSet() throws Exception {
    Map<String, List<String>> limited =
        Map.of(
            "domain",
            List.of("study"),
            "preset",
            List.of("limited"),
            "purpose",
            List.of("HOPERAT"));

    Reply.Recorded ehr = call(DemoClient.EHR, limited, PATIENT, Stop.WITHHELD.release);
    Reply.Recorded steward = call(DemoClient.STEWARD, limited, PATIENT, Stop.WITHHELD.release);

    assertThat(ehr.refusal()).contains(OutcomeCode.DENIED);
    assertThat(steward.refusal()).contains(OutcomeCode.WITHHELD);
  }

  @Test
  void deidentify_refusesWhatIsNotItsParameters() throws Exception {
    for (Map<String, List<String>> query :
        List.of(
            Map.of("domain", List.of("elsewhere")),
            Map.of("domain", List.of("study"), "preset", List.of("no-such-preset")),
            Map.of("domain", List.of("study", "study")),
            Map.of("domain", List.of("study"), "surprise", List.of("1")))) {
      assertThat(call(DemoClient.STEWARD, query, PATIENT, Stop.WITHHELD.release).refusal())
          .contains(OutcomeCode.PARAMETER_INVALID);
    }
    assertThat(call(DemoClient.STEWARD, Map.of(), PATIENT, Stop.WITHHELD.release).refusal())
        .contains(OutcomeCode.PARAMETER_INVALID);
    assertThat(call(DemoClient.STEWARD, Map.of(), "{\"a\":1,}", Stop.WITHHELD.release).refusal())
        .contains(OutcomeCode.MALFORMED);
    String big = " ".repeat(LARGEST + 1);
    assertThat(call(DemoClient.STEWARD, TO_STUDY, big, Stop.WITHHELD.release).refusal())
        .contains(OutcomeCode.TOO_LONG);
    assertThat(handed).isEmpty();
  }

  private Reply.Recorded call(
      DemoClient client, Map<String, List<String>> query, String body, Release release)
      throws IOException {
    boolean wrapped = query.isEmpty();
    return call(
        client,
        new DeidentifyQuery(Format.JSON, wrapped ? query : withPurpose(query)),
        body,
        release);
  }

  private Reply.Recorded call(
      DemoClient client, DeidentifyQuery query, String body, Release release) throws IOException {
    return recorded(
        pipeline(release)
            .deidentify(
                submission(Optional.of(gateway.token(client)), body), Optional.empty(), query));
  }

  private static Map<String, List<String>> withPurpose(Map<String, List<String>> query) {
    Map<String, List<String>> all = new HashMap<>(query);
    all.putIfAbsent("purpose", List.of("HRESCH"));
    return all;
  }

  private DeidentifyPipeline pipeline(Release release) {
    ReleaseRules.Engine engine =
        (buffer, documents, _, _) -> {
          for (Place at : documents) {
            handed.add(new String(buffer, at.from(), at.length(), StandardCharsets.UTF_8));
          }
          return Collections.nCopies(documents.size(), release);
        };
    ReleaseDomain study =
        new ReleaseDomain(
            "study",
            List.of(
                with(rules("strict", Kind.DEIDENTIFIED), engine),
                with(rules("limited", Kind.LIMITED_DATA_SET), engine)));
    return new DeidentifyPipeline(
        new DeidentifyPipeline.Parts(
            "default",
            gateway.part(CallerAuthenticator.class),
            gateway.part(Policies.class),
            gateway.part(RestrictionRegister.class),
            ReleaseDomains.of(List.of(study), LARGEST)),
        gateway.part(Admission.class),
        gateway.part(Recording.class));
  }

  private static ReleaseRules rules(String name, Kind kind) {
    return new ReleaseRules(
        name,
        Sha256.of(name.getBytes(StandardCharsets.UTF_8)),
        kind,
        (_, _, _, _) -> List.of(new Release.Refused("")));
  }

  private static ReleaseRules with(ReleaseRules rules, ReleaseRules.Engine engine) {
    return new ReleaseRules(rules.name(), rules.hash(), rules.kind(), engine);
  }

  private static Submission submission(Optional<String> authorization, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return new GivenSubmission(authorization, () -> bytes);
  }

  private static Reply.Recorded recorded(Reply reply) {
    assertThat(reply).isInstanceOf(Reply.Recorded.class);
    return (Reply.Recorded) reply;
  }

  private static String text(Reply.Recorded reply) {
    return new String(reply.body(), StandardCharsets.UTF_8);
  }

  private AuditRecord record(Reply.Recorded reply) throws AuditException {
    return AuditRecord.of(
        gateway.part(AuditLog.class).find(new RecordId(reply.recordId())).orElseThrow());
  }
}
