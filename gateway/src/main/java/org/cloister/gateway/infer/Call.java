package org.cloister.gateway.infer;

import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.cloister.audit.AuditException;
import org.cloister.audit.Fact;
import org.cloister.audit.IntentHandle;
import org.cloister.audit.RecordId;
import org.cloister.deid.Deidentified;
import org.cloister.deid.DeidentifiedCase;
import org.cloister.deid.IdentifiedBundle;
import org.cloister.gateway.record.RecordBody;
import org.cloister.models.Manifest;
import org.cloister.models.Prediction;
import org.cloister.models.Voucher;
import org.cloister.models.metering.Meter;
import org.cloister.policies.Caller;
import org.cloister.policies.DeidentificationPermit;
import org.cloister.policies.ModelId;
import org.cloister.policies.Permit;
import org.cloister.policies.PurposeOfUse;
import org.cloister.policies.RequestId;
import org.cloister.policies.Sha256;

/// What is known of one call so far, for its record. It carries no evidence from stage to stage
/// (the stages' parameters do): a failure at any point is recorded with whatever is known by then.
///
/// Confined to the call's thread.
final class Call implements AutoCloseable {
  /// Marks a call that asked to override the patient's Consent, so that its review finds it without
  /// opening bodies.
  private static final String BREAK_GLASS = "break-glass";

  /// Marks a call of `$deidentify`: it ran no model.
  private static final String DEIDENTIFY = "deidentify";

  private final RequestId id;
  private final RecordId outcomeRecord = RecordId.random();
  private final Instant at;
  private final long began = System.nanoTime();
  private final Meter meter;
  private final RecordBody body;
  private final Map<Fact, String> facts = new EnumMap<>(Fact.class);
  private String subjectReference = "System";
  private Optional<Caller> caller = Optional.empty();
  private Optional<PurposeOfUse> purpose = Optional.empty();
  private Optional<ModelId> model = Optional.empty();
  private Optional<IntentHandle> intent = Optional.empty();
  private OptionalInt birthYearsFrom = OptionalInt.empty();
  private int requestBytes;

  Call(Instant at, Meter meter, RequestId id) {
    this.at = at;
    this.meter = meter;
    this.id = id;
    this.body = new RecordBody(id);
  }

  RequestId id() {
    return id;
  }

  /// The id that the closing record will have: the answer names it before it is written.
  RecordId outcomeRecord() {
    return outcomeRecord;
  }

  Instant at() {
    return at;
  }

  /// For the deadline: reading the meter's counters for it would cost microseconds.
  long elapsedNanos() {
    return System.nanoTime() - began;
  }

  Meter meter() {
    return meter;
  }

  RecordBody body() {
    return body;
  }

  Map<Fact, String> facts() {
    return facts;
  }

  /// Under whose key the record is sealed: the patient's, where one is known.
  String subjectReference() {
    return subjectReference;
  }

  Optional<ModelId> model() {
    return model;
  }

  Optional<IntentHandle> intent() {
    return intent;
  }

  int requestBytes() {
    return requestBytes;
  }

  void by(Caller caller) {
    this.caller = Optional.of(caller);
  }

  Optional<Caller> caller() {
    return caller;
  }

  Optional<PurposeOfUse> purpose() {
    return purpose;
  }

  void purpose(Optional<PurposeOfUse> known) {
    purpose = known;
    body.purpose(known);
  }

  void requestBytes(int bytes) {
    requestBytes = bytes;
  }

  void about(String patientId, InferParameters parameters) {
    aboutPatient(patientId);
    body.model(parameters.model());
    purpose(parameters.purpose());
    parameters
        .breakGlassReason()
        .ifPresent(reason -> {
          body.breakGlass(reason);
          facts.put(Fact.EVENT, BREAK_GLASS);
        });
  }

  /// In which five years the patient was born, for how long the record is kept.
  void birthYearsFrom(OptionalInt first) {
    birthYearsFrom = first;
  }

  OptionalInt birthYearsFrom() {
    return birthYearsFrom;
  }

  /// For a read: whose results are asked for.
  void aboutPatient(String patientId) {
    subjectReference = "Patient/" + patientId;
    body.patient(patientId);
  }

  /// From its start: even a call that nobody is authenticated for is one of `$deidentify`.
  void deidentifies() {
    facts.put(Fact.EVENT, DEIDENTIFY);
  }

  boolean isDeidentification() {
    return DEIDENTIFY.equals(facts.get(Fact.EVENT));
  }

  /// By which rules, whether or not they may be used.
  void rules(Sha256 rules) {
    facts.put(Fact.DEID_PROFILE, rules.hex());
  }

  void permitted(DeidentificationPermit permit) {
    body.decision(permit.trace(), Optional.empty());
    purpose(Optional.of(permit.purpose()));
    policySet(permit.trace().policySet());
  }

  void policySet(Sha256 policySet) {
    facts.put(Fact.POLICY_SET, policySet.hex());
  }

  void permitted(Permit permit, Manifest manifest) {
    body.decision(permit.trace(), permit.consentId());
    purpose(Optional.of(permit.purpose()));
    policySet(permit.trace().policySet());
    model = Optional.of(permit.model());
    asked(manifest);
  }

  /// Which model, whether or not it may be asked.
  void asked(Manifest manifest) {
    facts.put(Fact.MODEL, manifest.id().value());
    facts.put(Fact.MODEL_HASH, manifest.digests().model().hex());
    facts.put(Fact.MANIFEST_HASH, manifest.digests().manifest().hex());
    if (manifest.digests().voucher() instanceof Voucher.Signer(Sha256 key)) {
      facts.put(Fact.MODEL_SIGNER, key.hex());
    }
    facts.put(Fact.DEID_PROFILE, manifest.digests().profile().hex());
  }

  /// Before anything is sealed for the patient, which would make them a new key.
  ///
  /// @throws AuditException when the patient or the caller was erased since the intent: its outcome
  ///   could not be recorded, so nothing may be released
  void requireUnerased() throws AuditException {
    if (intent.filter(IntentHandle::isErased).isPresent()) {
      throw new AuditException(
          AuditException.Kind.UNAVAILABLE, "A call's intent was erased before its outcome.");
    }
  }

  void intent(IntentHandle handle) {
    intent = Optional.of(handle);
  }

  void ran(DeidentifiedCase given, Prediction prediction) {
    Replay replay = Replay.of(given, prediction);
    body.ran(replay.input(), replay.output());
    facts.put(Fact.EXECUTION_PROVIDER, slug(prediction.executionProvider()));
  }

  /// To how little of what was handed in the call was reduced: 45 CFR 164.502(b).
  void reduced(IdentifiedBundle bundle, Permit permit, Deidentified.Released released) {
    body.minimum(
        bundle.consentedResources().size(),
        Math.toIntExact(
            released.used().stream().map(Deidentified.UsedInput::reference).distinct().count()),
        permit.consentScope().withheld().size());
  }

  /// `CPUExecutionProvider` is `cpu` in the log.
  private static String slug(String executionProvider) {
    return executionProvider.replace("ExecutionProvider", "").toLowerCase(Locale.ROOT);
  }

  /// An intent that has no outcome by now will have none from this call.
  @Override
  public void close() {
    intent.ifPresent(IntentHandle::close);
  }

  @Override
  public String toString() {
    return "Call[" + id + "]";
  }
}
