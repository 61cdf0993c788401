package org.cloister.gateway.infer;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.cloister.audit.AuditException;
import org.cloister.audit.AuditLog;
import org.cloister.audit.Entry;
import org.cloister.audit.Fact;
import org.cloister.audit.Outcome;
import org.cloister.deid.Deidentified;
import org.cloister.deid.IdentifiedBundle;
import org.cloister.deid.ParsedBundle;
import org.cloister.deid.fhir.Read;
import org.cloister.gateway.demo.SyntheticPatient;
import org.cloister.gateway.demo.SyntheticPatients;
import org.cloister.gateway.record.RecordBody;
import org.cloister.gateway.record.RecordSealer;
import org.cloister.models.Manifest;
import org.cloister.models.ModelResult;
import org.cloister.models.metering.Measured;
import org.cloister.models.metering.Meter;
import org.cloister.models.metering.Probe;
import org.cloister.models.metering.Stage;
import org.cloister.policies.AccessRequest;
import org.cloister.policies.Caller;
import org.cloister.policies.Decision;
import org.cloister.policies.ModelId;
import org.cloister.policies.Permit;
import org.cloister.policies.PurposeOfUse;
import org.cloister.policies.RequestId;
import org.cloister.policies.Scope;
import org.cloister.policies.SignIn;

/// Before the first caller is let in: runs fictional patients through the stages, and records that
/// it did. A gateway that cannot do this does not start. It also leaves the code warm, so that the
/// first caller does not wait for the compiler, and teaches [Metering] what a call takes when
/// nothing else happens.
///
/// Nothing of a fictional patient is stored: the records say only `self-test`.
public final class SelfTest {
  private static final Duration LONGEST = Duration.ofSeconds(2);
  private static final int MOST_ROUNDS = 1500;

  /// For each model, and run even if they take longer.
  private static final int SAMPLES = ExpectedLatency.FIRST_FIT;

  private static final int COMMITS = 16;
  private static final long SEED = 1;

  private final PipelineParts parts;
  private final Metering metering;
  private final Clock clock;

  public SelfTest(PipelineParts parts, Metering metering, Clock clock) {
    this.parts = parts;
    this.metering = metering;
    this.clock = clock;
  }

  /// @throws AuditException when the log does not take records
  public void run(AuditLog log, RecordSealer sealer) throws AuditException {
    List<Long> commitNanos = commits(log, sealer);
    Instant now = clock.instant();
    List<SyntheticPatient> patients =
        new SyntheticPatients(now)
            .twelve(SEED).stream()
                .filter(patient -> patient.expected() == SyntheticPatient.Expected.ANSWERED)
                .toList();
    Map<ModelId, Deque<Sample>> samples = new TreeMap<>();
    long end = System.nanoTime() + LONGEST.toNanos();
    int fewest = SAMPLES * patients.size();
    for (int round = 0; round < MOST_ROUNDS; round++) {
      if (round >= fewest && System.nanoTime() > end) {
        break;
      }
      SyntheticPatient patient = patients.get(round % patients.size());
      Optional<Sample> sample = pass(patient, now);
      if (sample.isPresent()) {
        Deque<Sample> newest =
            samples.computeIfAbsent(patient.model(), model -> new ArrayDeque<>());
        newest.addLast(sample.get());
        // Only the last ones teach: by then the compiler has seen enough.
        if (newest.size() > SAMPLES) {
          newest.removeFirst();
        }
      }
    }
    samples.forEach((model, newest) -> teach(metering.latencyOf(model), newest, commitNanos));
  }

  private static void teach(ExpectedLatency latency, Deque<Sample> newest, List<Long> commitNanos) {
    int i = 0;
    for (Sample sample : newest) {
      latency.learn(with(commitNanos.get(i++ % commitNanos.size()), sample), sample.bytes());
    }
  }

  private record Sample(Measured measured, int bytes) {}

  /// The stages of the pipeline for someone who does not exist. Empty where the hospital's own
  /// policies or models do not know this caller or model.
  private Optional<Sample> pass(SyntheticPatient patient, Instant now) {
    RequestId id = RequestId.random();
    byte[] body = patient.body();
    Meter meter = Meter.start(Probe.system(), Stage.PARSE);
    if (!(parts.reader().read(body) instanceof Read.Accepted(var resource))
        || !(InferParameters.check(resource, Submission.Handling.STRICT)
            instanceof InferParameters.Accepted(var parameters))
        || !(IdentifiedBundle.parse(id, parameters.input())
            instanceof ParsedBundle.Accepted(var bundle))) {
      throw new IllegalStateException("the self-test's own request does not parse");
    }
    Optional<Manifest> manifest = parts.models().manifest(parameters.model());
    meter.enter(Stage.AUTHORISE);
    Optional<Permit> permit = manifest.flatMap(known -> permit(known, parameters, bundle, now));
    if (manifest.isEmpty() || permit.isEmpty()) {
      return Optional.empty();
    }
    meter.enter(Stage.DEIDENTIFY);
    if (!(parts
            .deidentifier()
            .deidentify(bundle, permit.get(), manifest.get().safelist(), parameters.asOf())
        instanceof Deidentified.Released released)) {
      throw new IllegalStateException("the self-test's own patient lacks an input");
    }
    if (!(parts.models().predict(released.released(), meter)
        instanceof ModelResult.Predicted(var prediction))) {
      throw new IllegalStateException("a model does not answer the self-test");
    }
    meter.enter(Stage.INTERPRET);
    try (Call call = new Call(now, meter, id)) {
      var _ = parts.interpreter().answer(call, prediction, "self-test", permit.get(), released);
    }
    return Optional.of(new Sample(meter.stop(), body.length));
  }

  private Optional<Permit> permit(
      Manifest manifest, InferParameters parameters, IdentifiedBundle bundle, Instant now) {
    AccessRequest request =
        new AccessRequest(
            bundle.requestId(),
            caller(),
            manifest.id(),
            Interpreter.resultOf(manifest),
            parameters.purpose(),
            parts.tenant(),
            bundle.patientId(),
            bundle.consentedResources(),
            bundle.consents(),
            Set.of(),
            Optional.empty(),
            now);
    return parts.policies().decide(request) instanceof Decision.Permitted(var permit)
        ? Optional.of(permit)
        : Optional.empty();
  }

  private Caller caller() {
    List<Scope> scopes = new ArrayList<>();
    for (String scope : List.of("system/*.rs", "system/RiskAssessment.c", "system/Observation.c")) {
      Scope.parse(scope).ifPresent(scopes::add);
    }
    return new Caller(
        "self-test",
        "self-test",
        "self-test",
        "self-test",
        parts.tenant(),
        Set.of("ehr-system"),
        scopes,
        Set.of(PurposeOfUse.TREAT),
        Optional.empty(),
        Optional.empty(),
        SignIn.UNSTATED);
  }

  private List<Long> commits(AuditLog log, RecordSealer sealer) throws AuditException {
    List<Long> nanos = new ArrayList<>();
    for (int i = 0; i < COMMITS; i++) {
      long began = System.nanoTime();
      Entry entry =
          Entry.system(
              Outcome.OK,
              sealer.subject(parts.tenant(), "System"),
              Map.of(Fact.EVENT, "self-test", Fact.POLICY_SET, parts.policies().policySet().hex()),
              new RecordBody(RequestId.random()).json());
      try {
        var _ = log.append(entry, List.of()).get();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof AuditException audit) {
          throw audit;
        }
        throw new IllegalStateException("the self-test's record failed", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("the start was interrupted", e);
      }
      nanos.add(System.nanoTime() - began);
    }
    return nanos;
  }

  private static Measured with(long commitNanos, Sample sample) {
    Map<Stage, Long> stages = new EnumMap<>(Stage.class);
    stages.putAll(sample.measured().stageNanos());
    stages.put(Stage.COMMIT, commitNanos);
    return new Measured(
        stages,
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.empty());
  }
}
