package org.cloister.gateway.event;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.cloister.audit.Fact;
import org.cloister.gateway.answer.FhirJson;
import org.cloister.gateway.answer.Terminology;
import org.cloister.gateway.event.AuditEventWriter.About;
import org.cloister.gateway.record.AuditRecord;
import org.cloister.gateway.record.AuditRecord.Detail;

/// What an event is about: patient, Consent, model, results, the query, and the call itself.
final class EntityWriter {
  private static final Act.Coding PERSON = new Act.Coding(AuditTerms.ENTITY_TYPE, "1");
  private static final Act.Coding SYSTEM_OBJECT = new Act.Coding(AuditTerms.ENTITY_TYPE, "2");
  private static final Act.Coding OTHER = new Act.Coding(AuditTerms.ENTITY_TYPE, "4");
  private static final Act.Coding CONSENT = new Act.Coding(AuditTerms.RESOURCE_TYPE, "Consent");
  private static final Act.Coding MODEL = new Act.Coding(AuditTerms.ENTITY, "model");
  private static final Act.Coding ANSWER = new Act.Coding(AuditTerms.ENTITY, "answer");
  private static final Act.Coding CALL = new Act.Coding(AuditTerms.BALP_ENTITY, "XrequestId");

  private static final String PATIENT_ROLE = "1";
  private static final String DOMAIN_RESOURCE = "4";
  private static final String QUERY = "24";

  /// Writes `entity`, or nothing where the record names none.
  void write(FhirJson json, AuditRecord record, About about, Shape shape) throws IOException {
    List<FhirJson.Content> entities = new ArrayList<>();
    about.patient().ifPresent(patient -> entities.add(entity -> patient(entity, patient)));
    record.consent().ifPresent(consent -> entities.add(entity -> consent(entity, consent)));
    if (shape == Shape.EVERYTHING) {
      record.model().ifPresent(model -> entities.add(entity -> model(entity, model, record)));
      for (String resource : record.resources()) {
        entities.add(entity -> data(entity, resource));
      }
      record.outputDigest().ifPresent(digest -> entities.add(entity -> answer(entity, digest)));
      reads(record, entities);
      record.request().ifPresent(request -> entities.add(entity -> call(entity, request, record)));
      if (!record.details().isEmpty()) {
        entities.add(entity -> {
          AuditEventWriter.coding(entity, "type", OTHER);
          details(entity, record.details());
        });
      }
    }
    if (entities.isEmpty()) {
      return;
    }
    json.startArray("entity");
    for (FhirJson.Content entity : entities) {
      json.startObject();
      entity.writeTo(json);
      json.endObject();
    }
    json.endArray();
  }

  /// How much an event says of its entities.
  enum Shape {
    EVERYTHING,
    /// BALP's AuthZconsent: patient and Consent, and by its closed slicing no more.
    CONSENT_DECISION
  }

  private static void patient(FhirJson json, String patient) throws IOException {
    json.reference("what", patient);
    AuditEventWriter.coding(json, "type", PERSON);
    role(json, PATIENT_ROLE);
  }

  private static void consent(FhirJson json, String consent) throws IOException {
    json.reference("what", "Consent/" + consent);
    AuditEventWriter.coding(json, "type", CONSENT);
  }

  /// The model as the log's leaf names it, with the hash of its file (AI Act 12: which system).
  private static void model(FhirJson json, String model, AuditRecord record) throws IOException {
    json.startObject("what");
    json.string("type", "Device");
    identifier(json, Terminology.MODEL, model);
    json.endObject();
    AuditEventWriter.coding(json, "type", MODEL);
    List<Detail> details = new ArrayList<>();
    record.modelHash().ifPresent(hash -> details.add(new Detail("sha256", hash)));
    record
        .fact(Fact.DEID_PROFILE)
        .ifPresent(hash -> details.add(new Detail("deidentification-profile", hash)));
    record
        .fact(Fact.EXECUTION_PROVIDER)
        .ifPresent(provider -> details.add(new Detail("execution-provider", provider)));
    details(json, details);
  }

  private static void data(FhirJson json, String reference) throws IOException {
    json.reference("what", reference);
    AuditEventWriter.coding(json, "type", SYSTEM_OBJECT);
    role(json, DOMAIN_RESOURCE);
  }

  private static void answer(FhirJson json, String digest) throws IOException {
    json.startObject("what");
    json.string("type", "Bundle");
    identifier(json, AuditTerms.SHA_256, digest);
    json.endObject();
    AuditEventWriter.coding(json, "type", ANSWER);
  }

  /// BALP: a read names the resource; a query names the query in base64, and not what it found.
  private static void reads(AuditRecord record, List<FhirJson.Content> entities) {
    Optional<String> query = record.query();
    if (query.isPresent()) {
      entities.add(json -> {
        AuditEventWriter.coding(json, "type", SYSTEM_OBJECT);
        role(json, QUERY);
        json.string(
            "query",
            Base64.getEncoder()
                .encodeToString(("GET " + query.get()).getBytes(StandardCharsets.UTF_8)));
      });
      return;
    }
    for (String resource : record.readIds()) {
      entities.add(json -> data(json, resource));
    }
  }

  /// The call, under the id that the caller was told, with what only an officer is told about it.
  private static void call(FhirJson json, String request, AuditRecord record) throws IOException {
    json.startObject("what");
    json.startObject("identifier");
    json.string("value", request);
    json.endObject();
    json.endObject();
    AuditEventWriter.coding(json, "type", CALL);
    List<Detail> details = new ArrayList<>();
    record
        .breakGlassReason()
        .ifPresent(reason -> details.add(new Detail("break-glass-reason", reason)));
    record.authentication().ifPresent(cause -> details.add(new Detail("authentication", cause)));
    if (Act.isDenied(record)) {
      record.policies().forEach(policy -> details.add(new Detail("policy", policy)));
    }
    for (AuditRecord.Reason reason : record.issues()) {
      details.add(new Detail("issue", reason.code()));
    }
    details(json, details);
  }

  private static void details(FhirJson json, List<Detail> details) throws IOException {
    if (details.isEmpty()) {
      return;
    }
    json.startArray("detail");
    for (Detail detail : details) {
      json.startObject();
      json.string("type", detail.name());
      json.string("valueString", detail.value());
      json.endObject();
    }
    json.endArray();
  }

  private static void role(FhirJson json, String code) throws IOException {
    AuditEventWriter.coding(json, "role", new Act.Coding(AuditTerms.OBJECT_ROLE, code));
  }

  private static void identifier(FhirJson json, String system, String value) throws IOException {
    json.startObject("identifier");
    json.string("system", system);
    json.string("value", value);
    json.endObject();
  }
}
