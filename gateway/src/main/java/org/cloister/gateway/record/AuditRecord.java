package org.cloister.gateway.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.cloister.audit.EntryKind;
import org.cloister.audit.Fact;
import org.cloister.audit.Outcome;
import org.cloister.audit.RecordId;
import org.cloister.audit.StoredEntry;
import org.cloister.audit.Subject;
import org.cloister.gateway.answer.MeteringFigures;
import org.cloister.gateway.answer.MeteringFigures.Timing;
import org.cloister.policies.SignIn;

/// One record of the log in the gateway's words. What was never known and what was erased are both
/// absent; [#isErased] and [#isAgentErased] tell the one from the other.
///
/// Immutable. Identified data: `toString` is redacted.
public final class AuditRecord {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final StoredEntry entry;
  private final JsonNode body;
  private final Optional<Actor> actor;

  private AuditRecord(StoredEntry entry, JsonNode body, Optional<Actor> actor) {
    this.entry = entry;
    this.body = body;
    this.actor = actor;
  }

  /// @param entry as the log gave it: checked against leaf and commitments
  public static AuditRecord of(StoredEntry entry) {
    return new AuditRecord(
        entry,
        parsed(entry.body()),
        entry.agentBody().map(bytes -> actor(parsed(Optional.of(bytes)))));
  }

  /// Why something was refused, as the caller was told it.
  ///
  /// @param code of the outcome, such as `input-missing`
  /// @param type code of http://hl7.org/fhir/issue-type
  public record Reason(String code, String type, String text) {}

  public RecordId id() {
    return entry.recordId();
  }

  public long index() {
    return entry.index();
  }

  public EntryKind kind() {
    return entry.kind();
  }

  public Outcome outcome() {
    return entry.outcome();
  }

  /// When the record was made, microseconds.
  public Instant at() {
    return entry.time();
  }

  /// For an outcome, the index of its intent.
  public OptionalLong intentIndex() {
    return entry.intentIndex();
  }

  /// SHA-256 of the leaf in the tree, hexadecimal: with [#index], what a receipt proves.
  public String leafHash() {
    return entry.leafHash().hex();
  }

  /// The log's name of whom the record is about.
  public Optional<Subject> subject() {
    return entry.subject();
  }

  /// The log's name of who acted.
  public Optional<Subject> agent() {
    return entry.agent();
  }

  public Optional<Actor> actor() {
    return actor;
  }

  /// `Patient/123`.
  public Optional<String> patient() {
    return text("patient");
  }

  /// Code of v3-ActReason; from the sealed body, else from the column beside it.
  public Optional<String> purpose() {
    return text("purpose").or(entry::purpose);
  }

  /// The model that ran, or the one that was asked for.
  public Optional<String> model() {
    return fact(Fact.MODEL).or(() -> text("model"));
  }

  /// SHA-256 of the model's file, hexadecimal.
  public Optional<String> modelHash() {
    return fact(Fact.MODEL_HASH);
  }

  /// SHA-256 of the policy set in force, hexadecimal.
  public Optional<String> policySet() {
    return fact(Fact.POLICY_SET);
  }

  /// Ids of the policies that determined the decision, sorted.
  public List<String> policies() {
    return texts("policies");
  }

  /// Id of the Consent that decided.
  public Optional<String> consent() {
    return text("consent");
  }

  public Optional<String> breakGlassReason() {
    return text("breakGlassReason");
  }

  /// Why nobody was authenticated.
  public Optional<String> authentication() {
    return text("authentication");
  }

  public List<Reason> issues() {
    List<Reason> issues = new ArrayList<>();
    body.path("issues")
        .forEach(issue ->
            issues.add(
                new Reason(
                    issue.path("code").asText(),
                    issue.path("type").asText(),
                    issue.path("text").asText())));
    return issues;
  }

  /// SHA-256 of the answer as it was sent, hexadecimal.
  public Optional<String> outputDigest() {
    return text("output");
  }

  /// SHA-256 of the names and values that the model was given, hexadecimal.
  public Optional<String> modelInput() {
    return text("modelInput");
  }

  /// SHA-256 of the names and values that it returned, hexadecimal: the same on a replay, unlike
  /// [#outputDigest].
  public Optional<String> modelOutput() {
    return text("modelOutput");
  }

  /// To how little of what was handed in a call was reduced; the rest was dropped unread.
  ///
  /// @param used those that the model's input was made from
  /// @param withheld those that the patient's Consent keeps back
  public record Minimum(long handedIn, long used, long withheld) {}

  public Optional<Minimum> minimum() {
    OptionalLong handedIn = number("resourcesHandedIn");
    return handedIn.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Minimum(
                handedIn.getAsLong(),
                number("resourcesUsed").orElse(0),
                number("resourcesWithheld").orElse(0)));
  }

  /// References of the resources that the answer held.
  public List<String> resources() {
    return texts("resources");
  }

  /// The resource type that was read.
  public Optional<String> readType() {
    return text("readType");
  }

  /// References of the resources that were read.
  public List<String> readIds() {
    return texts("readIds");
  }

  /// What was searched for; empty where one resource was read by its id.
  public Optional<String> query() {
    return text("query");
  }

  /// Id of the call, which an answer's OperationOutcome names.
  public Optional<String> request() {
    return text("request");
  }

  /// Latency and cost, of a call that was metered.
  public Optional<MeteringFigures> figures() {
    if (!body.has("costPicoUsd")) {
      return Optional.empty();
    }
    return Optional.of(
        new MeteringFigures(
            timings("stageNanos"),
            number("cpuNanos"),
            number("runQueueNanos"),
            number("allocatedBytes"),
            text("energyMethod").orElse("none"),
            number("energyNanojoules"),
            number("costPicoUsd").orElse(0),
            number("expectedNanos").orElse(0),
            timings("excessNanos")));
  }

  /// What kind of [EntryKind#SYSTEM] or [EntryKind#ACCESS] record this is, such as `result-read`.
  public Optional<String> event() {
    return fact(Fact.EVENT);
  }

  public Optional<String> fact(Fact fact) {
    return Optional.ofNullable(entry.facts().get(fact.text()));
  }

  /// A detail of an act of the installation or of an officer, as text.
  public Optional<String> detail(String name) {
    JsonNode detail = body.path("details").path(name);
    return detail.isValueNode() ? Optional.of(detail.asText()) : Optional.empty();
  }

  /// The details of such an act, as text, in the order of their names.
  public List<Detail> details() {
    List<Detail> details = new ArrayList<>();
    body.path("details")
        .properties()
        .forEach(field ->
            details.add(
                new Detail(
                    field.getKey(),
                    field.getValue().isValueNode()
                        ? field.getValue().asText()
                        : field.getValue().toString())));
    return details;
  }

  /// A named fact of an act.
  public record Detail(String name, String value) {
    @Override
    public String toString() {
      return "Detail[redacted]";
    }
  }

  /// Whether the part about the patient was recorded and is no longer there: by which act, if by
  /// any, the erasures know.
  public boolean isErased() {
    return entry.isErased();
  }

  /// The same of who acted.
  public boolean isAgentErased() {
    return entry.isAgentErased();
  }

  private Optional<String> text(String name) {
    JsonNode node = body.path(name);
    return node.isTextual() ? Optional.of(node.textValue()) : Optional.empty();
  }

  private List<String> texts(String name) {
    return texts(body.path(name));
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(element -> texts.add(element.asText()));
    return texts;
  }

  private OptionalLong number(String name) {
    JsonNode node = body.path(name);
    return node.isIntegralNumber() ? OptionalLong.of(node.longValue()) : OptionalLong.empty();
  }

  private List<Timing> timings(String name) {
    List<Timing> timings = new ArrayList<>();
    body.path(name)
        .properties()
        .forEach(timing -> timings.add(new Timing(timing.getKey(), timing.getValue().asLong())));
    return timings;
  }

  private static Actor actor(JsonNode who) {
    JsonNode fhirUser = who.path("fhirUser");
    return new Actor(
        who.path("subject").asText(),
        who.path("issuer").asText(),
        who.path("client").asText(),
        who.path("tokenId").asText(),
        texts(who.path("roles")),
        fhirUser.isTextual() ? Optional.of(fhirUser.textValue()) : Optional.empty(),
        signIn(who));
  }

  private static SignIn signIn(JsonNode who) {
    JsonNode acr = who.path("acr");
    JsonNode at = who.path("authTime");
    return new SignIn(
        acr.isTextual() ? Optional.of(acr.textValue()) : Optional.empty(),
        texts(who.path("amr")),
        at.isIntegralNumber()
            ? Optional.of(Instant.ofEpochSecond(at.longValue()))
            : Optional.empty());
  }

  private static JsonNode parsed(Optional<byte[]> json) {
    try {
      return json.isEmpty() ? MissingNode.getInstance() : JSON.readTree(json.get());
    } catch (IOException notJson) {
      // The log checked it against its commitment: this process or an earlier one wrote it so.
      throw new IllegalStateException("a record's body is no JSON");
    }
  }

  @Override
  public String toString() {
    return "AuditRecord[" + entry.recordId() + " at " + entry.index() + ", redacted]";
  }
}
