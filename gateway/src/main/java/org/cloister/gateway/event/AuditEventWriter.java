package org.cloister.gateway.event;

import java.io.IOException;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cloister.audit.Outcome;
import org.cloister.gateway.answer.FhirJson;
import org.cloister.gateway.answer.MeteringExtension;
import org.cloister.gateway.compliance.erasure.Erasure;
import org.cloister.gateway.compliance.erasure.Erasures;
import org.cloister.gateway.record.AuditRecord;
import org.cloister.policies.PurposeOfUse;

/// Writes a record as an AuditEvent. The same record gives the same bytes, but for what is erased
/// in between.
///
/// An event is about one patient: BALP's patient slice is 1..1. A record that concerns several is
/// asked for once for each ([About]). Nothing is guessed: what the record does not know, or no
/// longer knows, the event does not say, and it claims only the profiles that it then still meets.
/// Safe for many threads.
public final class AuditEventWriter {
  private final String baseUrl;
  private final AgentWriter agents;
  private final EntityWriter entities;

  /// @param baseUrl FHIR base of this server, without a slash at its end
  /// @param tenant the organisation whose gateway this is
  public AuditEventWriter(String baseUrl, String tenant) {
    this.baseUrl = baseUrl;
    this.agents = new AgentWriter(baseUrl, tenant);
    this.entities = new EntityWriter();
  }

  /// Which of its patients an event of a record is about.
  ///
  /// @param id logical id of the event
  /// @param patient `Patient/123`
  public record About(String id, Optional<String> patient) {
    /// The patient that the record itself names, if it names one.
    public static About itself(AuditRecord record) {
      return new About(record.id().toString(), record.patient());
    }

    @Override
    public String toString() {
      return "About[redacted]";
    }
  }

  /// A part of the record that is gone, and the act that destroyed it; where there is no such act
  /// it was not erased: it is missing.
  public record GonePart(Erasures.Part part, Optional<Erasure> act) {}

  /// FHIR JSON.
  public byte[] write(AuditRecord record, About about, List<GonePart> gone) {
    Act act = Act.of(record);
    return FhirJson.resource(
        "AuditEvent",
        json -> {
          json.string("id", about.id());
          json.startObject("meta");
          strings(json, "profile", profiles(record, about));
          json.endObject();
          extensions(json, record, gone);
          coding(json, "type", act.type());
          json.startArray("subtype");
          for (Act.Coding subtype : act.subtypes()) {
            json.coding(subtype.system(), subtype.code());
          }
          json.endArray();
          json.string("action", act.action());
          json.string(
              "recorded",
              DateTimeFormatter.ISO_INSTANT.format(record.at().truncatedTo(ChronoUnit.MICROS)));
          json.string("outcome", outcome(record.outcome()));
          if (!record.issues().isEmpty()) {
            json.string("outcomeDesc", record.issues().getFirst().text());
          }
          purpose(json, record);
          agents.write(json, record);
          entities.write(
              json,
              record,
              about,
              isConsentDecision(record, about)
                  ? EntityWriter.Shape.CONSENT_DECISION
                  : EntityWriter.Shape.EVERYTHING);
        });
  }

  /// The codes of http://hl7.org/fhir/audit-event-outcome: 4 is "often equivalent to an HTTP 400",
  /// 8 "to an HTTP 500" and what BALP gives a refused authorization, 12 "the system died".
  static String outcome(Outcome outcome) {
    return switch (outcome) {
      case OK, PENDING -> "0";
      case REFUSED, CANCELLED -> "4";
      case DENIED, FAILED -> "8";
      case UNKNOWN -> "12";
    };
  }

  private static List<String> profiles(AuditRecord record, About about) {
    List<String> profiles = new ArrayList<>();
    if (Act.isDenied(record)) {
      profiles.add(AuditTerms.ACCESS_DENIED);
    } else if (Act.isInference(record)) {
      profiles.add(AuditTerms.INFERENCE_EVENT);
    } else {
      profiles.add(AuditTerms.GATEWAY_EVENT);
    }
    if (isConsentDecision(record, about)) {
      profiles.add(AuditTerms.BALP + "AuthZconsent");
    } else if (record.event().equals(Optional.of(Act.RESULT_READ))
        && record.outcome() == Outcome.OK
        && !record.isErased()) {
      String interaction = record.query().isPresent() ? "Query" : "Read";
      profiles.add(AuditTerms.BALP + (about.patient().isPresent() ? "Patient" : "") + interaction);
    }
    if (record.actor().isPresent()) {
      profiles.add(AuditTerms.BALP + "OAUTHaccessTokenUse.Minimal");
    }
    return profiles;
  }

  private static boolean isConsentDecision(AuditRecord record, About about) {
    return Act.isConsentDecision(record) && about.patient().isPresent();
  }

  private void extensions(FhirJson json, AuditRecord record, List<GonePart> gone)
      throws IOException {
    json.startArray("extension");
    json.startObject();
    json.startArray("extension");
    json.extension("index", record.index());
    json.extension("leafHash", "valueString", record.leafHash());
    json.extension(
        "receipt", "valueUrl", baseUrl.replaceFirst("/fhir$", "") + "/log/receipt/" + record.id());
    if (record.intentIndex().isPresent()) {
      json.extension("intent", record.intentIndex().getAsLong());
    }
    json.endArray();
    json.string("url", AuditTerms.LOG_ENTRY);
    json.endObject();
    if (record.policySet().isPresent()) {
      json.extension(AuditTerms.POLICY_SET, "valueString", record.policySet().get());
    }
    if (record.figures().isPresent()) {
      MeteringExtension.write(json, record.figures().get());
    }
    for (GonePart part : gone) {
      gone(json, part);
    }
    json.endArray();
  }

  private static void gone(FhirJson json, GonePart gone) throws IOException {
    if (gone.act().isEmpty()) {
      json.extension(AuditTerms.MISSING, "valueCode", gone.part().code());
      return;
    }
    Erasure act = gone.act().get();
    json.startObject();
    json.startArray("extension");
    json.extension("part", "valueCode", gone.part().code());
    json.extension("entry", act.index());
    json.extension("scope", "valueString", act.scope());
    json.extension("legalBasis", "valueString", act.legalBasis());
    json.extension("at", "valueInstant", DateTimeFormatter.ISO_INSTANT.format(act.at()));
    json.endArray();
    json.string("url", AuditTerms.ERASED);
    json.endObject();
  }

  private static void purpose(FhirJson json, AuditRecord record) throws IOException {
    if (record.purpose().isEmpty()) {
      return;
    }
    json.startArray("purposeOfEvent");
    json.startObject();
    json.startArray("coding");
    json.coding(PurposeOfUse.SYSTEM, record.purpose().get());
    json.endArray();
    json.endObject();
    json.endArray();
  }

  static void coding(FhirJson json, String name, Act.Coding coding) throws IOException {
    json.startObject(name);
    json.string("system", coding.system());
    json.string("code", coding.code());
    json.endObject();
  }

  static void strings(FhirJson json, String name, List<String> values) throws IOException {
    json.startArray(name);
    for (String value : values) {
      json.value(value);
    }
    json.endArray();
  }
}
