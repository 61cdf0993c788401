package org.cloister.gateway.answer;

import com.google.errorprone.annotations.Immutable;
import org.cloister.policies.ModelId;
import org.cloister.policies.Sha256;

/// What an answer says about the model version that gave it.
///
/// @param version semantic version
/// @param title what a clinician calls the model
/// @param citation where the model was published; empty where it was not
/// @param onnx digest of the file that ran
/// @param intendedUse one sentence for the reader of the result
@Immutable
public record ModelCard(
    ModelId id,
    String version,
    String title,
    Kind kind,
    String citation,
    Sha256 onnx,
    ClinicalUse clinicalUse,
    String intendedUse) {
  private static final int LONGEST_FHIR_ID = 64;

  /// What the model is; decides the words, because a published equation is no AI to its readers.
  public enum Kind {
    EQUATION("published algorithm"),
    SCORE("published algorithm"),
    NEURAL_NETWORK("AI model");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  /// Whether a result may be `final`.
  public enum ClinicalUse {
    ALLOWED,
    /// Results are `preliminary`, and say so.
    NOT_FOR_CLINICAL_USE
  }

  public ModelCard {
    if (!version.matches("[0-9A-Za-z.-]{1,32}")) {
      throw new IllegalArgumentException(
          "a model version has 1 to 32 letters, digits, dots, hyphens");
    }
    if (title.isBlank() || intendedUse.isBlank()) {
      throw new IllegalArgumentException("a model card has a title and an intended use");
    }
  }

  /// Logical id of the model version's Device: `id-version`, the same in every gateway; cut and
  /// completed with the file's digest where that is longer than the 64 characters of a FHIR id.
  public String deviceId() {
    String whole = id + "-" + version;
    return whole.length() <= LONGEST_FHIR_ID
        ? whole
        : whole.substring(0, 47) + "-" + onnx.hex().substring(0, 16);
  }

  /// `id|version`.
  public String versionedId() {
    return id + "|" + version;
  }
}
