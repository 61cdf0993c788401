package org.cloister.gateway.answer;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/// What all answers of one model version have in common, encoded once.
///
/// @param device the Device itself
/// @param deviceFullUrl of its Bundle entry, the same in every answer
/// @param meta of a result: the label that a machine asserted it
/// @param method of a result
/// @param modelCard Reference to the card
record ModelFragments(
    EncodedResource device,
    String deviceFullUrl,
    SerializableString meta,
    SerializableString method,
    SerializableString modelCard) {

  static ModelFragments of(ModelCard model) {
    return new ModelFragments(
        DeviceEncoder.encode(model),
        // Named by model version and file, so that two gateways with one model give one URN.
        "urn:uuid:"
            + UUID.nameUUIDFromBytes(
                (model.versionedId() + "|" + model.onnx().hex()).getBytes(StandardCharsets.UTF_8)),
        fragment(json -> meta(json, model)),
        fragment(json -> method(json, model)),
        fragment(json -> modelCard(json, model)));
  }

  /// `meta.security` AIAST, "Artificial Intelligence asserted" (AI Transparency on FHIR). The code
  /// is right for an equation too, its display is not: it stays away there.
  private static void meta(FhirJson json, ModelCard model) throws IOException {
    json.startObject();
    json.startArray("security");
    aiAsserted(json, model);
    json.endArray();
    json.endObject();
  }

  static void aiAsserted(FhirJson json, ModelCard model) throws IOException {
    if (model.kind() == ModelCard.Kind.NEURAL_NETWORK) {
      json.coding(Terminology.OBSERVATION_VALUE, "AIAST", "Artificial Intelligence asserted");
    } else {
      json.coding(Terminology.OBSERVATION_VALUE, "AIAST");
    }
  }

  private static void method(FhirJson json, ModelCard model) throws IOException {
    json.startObject();
    json.startArray("coding");
    json.startObject();
    json.string("system", Terminology.MODEL);
    json.string("version", model.version());
    json.string("code", model.id().value());
    json.string("display", model.title());
    json.endObject();
    json.endArray();
    json.string(
        "text", model.title() + ", version " + model.version() + " (" + model.kind().words() + ")");
    json.endObject();
  }

  static void modelCard(FhirJson json, ModelCard model) throws IOException {
    json.startObject();
    json.string("type", "DocumentReference");
    json.startObject("identifier");
    json.string("system", Terminology.MODEL_CARD);
    json.string("value", model.versionedId());
    json.endObject();
    json.string("display", "Model card: " + model.title() + ", version " + model.version());
    json.endObject();
  }

  static SerializableString fragment(FhirJson.Content content) {
    return new SerializedString(new String(FhirJson.document(content), StandardCharsets.UTF_8));
  }
}
