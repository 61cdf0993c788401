package org.cloister.gateway.answer;

import com.fasterxml.jackson.core.SerializableString;
import java.io.IOException;
import java.util.List;
import org.cloister.policies.PurposeOfUse;

/// The Provenance of one answer, by the AI-Provenance profile of AI Transparency on FHIR: from
/// what, by which model version, for which purpose, under which policies, proven by which record,
/// at what cost.
final class ProvenanceEncoder {
  private static final SerializableString META =
      ModelFragments.fragment(json -> {
        json.startObject();
        json.startArray("profile");
        json.value(Terminology.AI_PROFILE + "AI-Provenance");
        json.endArray();
        json.endObject();
      });

  private static final SerializableString CREATE =
      concept("http://terminology.hl7.org/CodeSystem/v3-DataOperation", "CREATE");
  private static final SerializableString AUTHOR =
      concept("http://terminology.hl7.org/CodeSystem/provenance-participant-type", "author");
  private static final SerializableString ARTIFICIAL_INTELLIGENCE =
      concept(Terminology.AI_DEVICE_TYPE, "Artificial-Intelligence");

  private final AnswerContext answer;
  private final ModelFragments model;
  private final String occurred;

  ProvenanceEncoder(AnswerContext answer, ModelFragments model, String occurred) {
    this.answer = answer;
    this.model = model;
    this.occurred = occurred;
  }

  private static SerializableString concept(String system, String code) {
    return ModelFragments.fragment(json -> {
      json.startObject();
      json.startArray("coding");
      json.coding(system, code);
      json.endArray();
      json.endObject();
    });
  }

  EncodedResource encode(String id, List<EncodedResource> targets) {
    return new EncodedResource(
        "Provenance",
        id,
        FhirJson.resource(
            "Provenance",
            json -> {
              json.string("id", id);
              json.fragment("meta", META);
              extensions(json);
              targets(json, targets);
              json.string("occurredDateTime", occurred);
              json.string("recorded", occurred);
              policies(json);
              reasons(json);
              json.fragment("activity", CREATE);
              agent(json);
              entities(json);
            }));
  }

  private void extensions(FhirJson json) throws IOException {
    json.startArray("extension");
    json.extension(Terminology.AUDIT_RECORD, "valueUuid", "urn:uuid:" + answer.recordId());
    if (answer.consentReference().isPresent()) {
      json.startObject();
      json.string("url", Terminology.GOVERNING_CONSENT);
      json.reference("valueReference", answer.consentReference().get());
      json.endObject();
    }
    MeteringExtension.write(json, answer.metering());
    json.endArray();
  }

  private void targets(FhirJson json, List<EncodedResource> targets) throws IOException {
    json.startArray("target");
    for (EncodedResource target : targets) {
      json.startObject();
      json.string("reference", answer.baseUrl() + "/" + target.reference());
      json.endObject();
    }
    json.endArray();
  }

  private void policies(FhirJson json) throws IOException {
    if (answer.policyUris().isEmpty()) {
      return;
    }
    json.startArray("policy");
    for (String policy : answer.policyUris()) {
      json.value(policy);
    }
    json.endArray();
  }

  /// AIAST is what the profile asks for, the purpose of use what R4 binds the element to. Two
  /// reasons and not two codings of one: they do not mean the same, and the profile's slice takes
  /// AIAST alone.
  private void reasons(FhirJson json) throws IOException {
    PurposeOfUse purpose = answer.purpose();
    json.startArray("reason");
    json.startObject();
    json.startArray("coding");
    ModelFragments.aiAsserted(json, answer.model());
    json.endArray();
    json.endObject();
    json.startObject();
    json.startArray("coding");
    json.coding(PurposeOfUse.SYSTEM, purpose.name(), purpose.display());
    json.endArray();
    json.endObject();
    json.endArray();
  }

  private void agent(FhirJson json) throws IOException {
    json.startArray("agent");
    json.startObject();
    json.fragment("type", AUTHOR);
    json.startArray("role");
    json.fragment(ARTIFICIAL_INTELLIGENCE);
    json.endArray();
    json.startObject("who");
    json.string("reference", answer.baseUrl() + "/" + model.device().reference());
    json.string("display", answer.model().title());
    json.endObject();
    json.endObject();
    json.endArray();
  }

  private void entities(FhirJson json) throws IOException {
    json.startArray("entity");
    for (BasisInput input : answer.basis()) {
      json.startObject();
      json.string("role", "source");
      json.startObject("what");
      json.referenceParts(input);
      json.endObject();
      json.endObject();
    }
    json.startObject();
    json.string("role", "derivation");
    json.fragment("what", model.modelCard());
    json.endObject();
    json.endArray();
  }
}
