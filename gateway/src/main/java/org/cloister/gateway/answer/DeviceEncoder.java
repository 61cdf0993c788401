package org.cloister.gateway.answer;

import java.io.IOException;
import java.util.List;

/// The Device of a model version, by the AI-Device profile of AI Transparency on FHIR.
final class DeviceEncoder {
  private DeviceEncoder() {}

  static EncodedResource encode(ModelCard model) {
    String id = model.deviceId();
    return new EncodedResource(
        "Device",
        id,
        FhirJson.resource(
            "Device",
            json -> {
              json.string("id", id);
              json.startObject("meta");
              json.startArray("profile");
              json.value(Terminology.AI_PROFILE + "AI-Device");
              json.endArray();
              json.endObject();
              extensions(json, model);
              identity(json, model);
              words(json, model);
            }));
  }

  private static void extensions(FhirJson json, ModelCard model) throws IOException {
    json.startArray("extension");
    for (String kind : kinds(model.kind())) {
      json.startObject();
      json.string("url", Terminology.AI_PROFILE + "aitransparency.AIKind");
      json.startObject("valueCodeableConcept");
      json.startArray("coding");
      json.coding(Terminology.AI_DEVICE_TYPE, kind);
      json.endArray();
      json.endObject();
      json.endObject();
    }
    json.startObject();
    json.string("url", Terminology.AI_PROFILE + "aitransparency.modelCardDescription");
    json.fragment(
        "valueReference", ModelFragments.fragment(card -> ModelFragments.modelCard(card, model)));
    json.endObject();
    json.endArray();
  }

  /// Codes of AIdeviceTypeCS: how the model works and what it works on.
  private static List<String> kinds(ModelCard.Kind kind) {
    return switch (kind) {
      case EQUATION -> List.of("Deterministic-AI", "AI-for-Structured-Clinical-Data");
      case SCORE ->
          List.of("Rule-Based-Systems", "Deterministic-AI", "AI-for-Structured-Clinical-Data");
      case NEURAL_NETWORK -> List.of("Deep-Learning-Models", "Deterministic-AI");
    };
  }

  private static void identity(FhirJson json, ModelCard model) throws IOException {
    json.startArray("identifier");
    json.startObject();
    json.string("system", Terminology.MODEL_VERSION);
    json.string("value", model.versionedId());
    json.endObject();
    json.endArray();
    json.string("status", "active");
    json.startArray("deviceName");
    json.startObject();
    json.string("name", model.title());
    json.string("type", "model-name");
    json.endObject();
    json.endArray();
    json.string("modelNumber", model.id().value());
    // Fixed by the profile, display and text excluded.
    json.startObject("type");
    json.startArray("coding");
    json.coding(Terminology.AI_DEVICE_TYPE, "Artificial-Intelligence");
    json.endArray();
    json.endObject();
    json.startArray("version");
    version(json, "Model version", model.version());
    version(json, "SHA-256 of the ONNX file", model.onnx().hex());
    json.endArray();
  }

  private static void version(FhirJson json, String type, String value) throws IOException {
    json.startObject();
    json.startObject("type");
    json.string("text", type);
    json.endObject();
    json.string("value", value);
    json.endObject();
  }

  private static void words(FhirJson json, ModelCard model) throws IOException {
    json.startArray("note");
    json.annotation("Kind: " + model.kind().words() + ".");
    json.annotation(model.intendedUse());
    if (!model.citation().isBlank()) {
      json.annotation("Published in: " + model.citation());
    }
    json.endArray();
    if (model.clinicalUse() == ModelCard.ClinicalUse.NOT_FOR_CLINICAL_USE) {
      json.startArray("safety");
      json.startObject();
      json.string("text", "Not for clinical use");
      json.endObject();
      json.endArray();
    }
  }
}
