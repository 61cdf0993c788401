package org.cloister.bench.audit;

import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.cloister.audit.AuditLog;
import org.cloister.audit.Entry;
import org.cloister.audit.Fact;
import org.cloister.audit.IntentHandle;
import org.cloister.audit.Outcome;
import org.cloister.audit.Receipt;
import org.cloister.audit.RecordId;
import org.cloister.audit.Subject;
import org.cloister.gateway.answer.MeteringFigures;
import org.cloister.gateway.answer.MeteringFigures.Timing;
import org.cloister.gateway.record.RecordBody;
import org.cloister.gateway.record.RecordSealer;
import org.cloister.policies.Caller;
import org.cloister.policies.DecisionTrace;
import org.cloister.policies.ModelId;
import org.cloister.policies.PurposeOfUse;
import org.cloister.policies.RequestId;
import org.cloister.policies.Sha256;
import org.cloister.policies.SignIn;

/// Calls of a hospital that does not exist, as the gateway records them: of a hundred, 92 are
/// inferences that are answered (an intent and an outcome), 4 are denied, 4 read a stored result.
/// The same seed and number give the same call. Safe for many threads.
final class Hospital {
  static final String TENANT = "bench";
  static final List<String> MODELS = List.of("prevent-2023-base", "ckd-epi-2021-cr");

  private static final String ISSUER = "https://issuer.bench.example/realms/ehr";
  private static final int STAFF = 400;
  private static final int RECORDS_OF_PATIENT = 40;
  private static final int VERSIONS = 4;

  /// A token lives for five minutes: so many calls of one member of staff.
  private static final int CALLS_OF_TOKEN = 20;

  private static final DecisionTrace TRACE =
      new DecisionTrace(digest("policies"), List.of("treat-with-consent", "model-allowed"));

  private final RecordSealer sealer;
  private final long seed;
  private final int patients;
  private final long callsOfVersion;

  /// @param records of its year; one patient for each forty
  Hospital(RecordSealer sealer, long seed, long records) {
    this.sealer = sealer;
    this.seed = seed;
    this.patients = Math.toIntExact(Math.max(250, records / RECORDS_OF_PATIENT));
    this.callsOfVersion = Math.max(1, records / 2 / VERSIONS);
  }

  /// Records one call.
  ///
  /// @return done when its last record is durable
  CompletableFuture<Receipt> call(AuditLog log, long number) {
    SplittableRandom random = new SplittableRandom(seed ^ (number * 0x9E37_79B9_7F4A_7C15L));
    int patient = random.nextInt(patients);
    int member = random.nextInt(STAFF);
    String purpose = random.nextInt(10) < 8 ? "TREAT" : "HOPERAT";
    String model = MODELS.get(random.nextInt(10) < 7 ? 0 : 1);
    Caller caller = caller(member, number / STAFF / CALLS_OF_TOKEN);
    RecordBody body = body(patient, purpose, model);
    Subject subject = patient(patient);
    Map<Fact, String> facts = facts(model, number);
    int kind = random.nextInt(100);
    if (kind < 92) {
      Entry intent =
          Entry.intent(subject, facts, body.json()).by(sealer.agent(caller)).purpose(purpose);
      try (IntentHandle handle = log.begin(intent, List.of())) {
        conclude(body, random);
        return handle.complete(
            Entry.outcome(RecordId.random(), Outcome.OK, subject, facts, body.json()), List.of());
      }
    }
    if (kind < 96) {
      Entry denial = Entry.denial(RecordId.random(), Outcome.DENIED, subject, facts, body.json());
      return log.append(denial.by(sealer.agent(caller)).purpose(purpose), List.of());
    }
    facts.put(Fact.EVENT, "result-read");
    body.read("RiskAssessment", List.of("RiskAssessment/" + uuid(random)));
    Entry access = Entry.access(Outcome.OK, subject, facts, body.json());
    return log.append(access.by(sealer.agent(caller)).purpose(purpose), List.of());
  }

  /// One record alone, for latencies: the denial of a call.
  CompletableFuture<Receipt> record(AuditLog log, long number) {
    SplittableRandom random = new SplittableRandom(seed ^ number);
    int patient = random.nextInt(patients);
    String model = MODELS.getFirst();
    Entry entry =
        Entry.denial(
            RecordId.random(),
            Outcome.DENIED,
            patient(patient),
            facts(model, number),
            body(patient, "TREAT", model).json());
    Caller caller = caller(random.nextInt(STAFF), number / STAFF / CALLS_OF_TOKEN);
    return log.append(entry.by(sealer.agent(caller)).purpose("TREAT"), List.of());
  }

  /// The log's name for a patient, from 0.
  Subject patient(int number) {
    return sealer.subject(TENANT, "Patient/" + number);
  }

  /// The log's name for a member of staff, from 0.
  Subject member(int number) {
    return sealer.user(TENANT, ISSUER, "user-" + number);
  }

  int patients() {
    return patients;
  }

  int staff() {
    return STAFF;
  }

  /// The token that a member of staff had at a call.
  static String token(int member, long call) {
    return tokenId(member, call / STAFF / CALLS_OF_TOKEN);
  }

  private static String tokenId(int member, long period) {
    return UUID.nameUUIDFromBytes((member + "/" + period).getBytes(StandardCharsets.UTF_8))
        .toString();
  }

  /// The weights that a model had at a call: new ones four times a year.
  String modelHash(String model, long call) {
    return digest(model + "/" + call / callsOfVersion).hex();
  }

  private static Caller caller(int member, long period) {
    return new Caller(
        "user-" + member,
        ISSUER,
        "ehr",
        tokenId(member, period),
        TENANT,
        Set.of(member % 4 == 0 ? "nurse" : "physician"),
        List.of(),
        Set.of(PurposeOfUse.TREAT, PurposeOfUse.HOPERAT),
        Optional.empty(),
        Optional.of("Practitioner/p-" + member),
        SignIn.UNSTATED);
  }

  private static RecordBody body(int patient, String purpose, String model) {
    RecordBody body = new RecordBody(RequestId.random());
    body.patient(Integer.toString(patient));
    body.model(new ModelId(model));
    body.purpose(PurposeOfUse.parse(purpose));
    body.decision(TRACE, Optional.of("consent-" + patient));
    return body;
  }

  private static void conclude(RecordBody body, SplittableRandom random) {
    body.output(
        digest("answer"), List.of("RiskAssessment/" + uuid(random), "Provenance/" + uuid(random)));
    List<Timing> stages =
        List.of("read", "decide", "deidentify", "predict", "encode", "seal").stream()
            .map(stage -> new Timing(stage, 50_000 + random.nextInt(500_000)))
            .toList();
    body.metering(
        new MeteringFigures(
            stages,
            OptionalLong.of(900_000),
            OptionalLong.of(20_000),
            OptionalLong.of(400_000),
            "model",
            OptionalLong.of(12_000_000),
            1_530_000,
            1_100_000,
            List.of(new Timing("queue", 3000), new Timing("compute", -40_000))));
  }

  private Map<Fact, String> facts(String model, long number) {
    Map<Fact, String> facts = new EnumMap<>(Fact.class);
    facts.put(Fact.POLICY_SET, TRACE.policySet().hex());
    facts.put(Fact.MODEL, model);
    facts.put(Fact.MODEL_HASH, modelHash(model, number));
    facts.put(Fact.DEID_PROFILE, digest("profile").hex());
    facts.put(Fact.EXECUTION_PROVIDER, "cpu");
    return facts;
  }

  private static UUID uuid(SplittableRandom random) {
    return new UUID(random.nextLong(), random.nextLong());
  }

  private static Sha256 digest(String text) {
    return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
  }
}
