package org.cloister.gateway.demo;

import org.cloister.policies.ModelId;
import org.cloister.policies.PurposeOfUse;

/// One fictional person and the `$infer` call that an EHR makes about them.
public final class SyntheticPatient {
  private final String label;
  private final ModelId model;
  private final PurposeOfUse purpose;
  private final Expected expected;
  private final byte[] body;

  /// What the gateway must make of the call.
  public enum Expected {
    /// 200 with a result.
    ANSWERED,
    /// 403: the patient's Consent denies use by a model.
    CONSENT,
    /// 422: the record lacks what the model needs.
    MISSING_DATA
  }

  /// Keeps `body`, which the caller gives up.
  SyntheticPatient(
      String label, ModelId model, PurposeOfUse purpose, Expected expected, byte[] body) {
    this.label = label;
    this.model = model;
    this.purpose = purpose;
    this.expected = expected;
    this.body = body;
  }

  /// For a table on the screen, such as `P07, 63 y, woman`. Nobody real is behind it.
  public String label() {
    return label;
  }

  public ModelId model() {
    return model;
  }

  public PurposeOfUse purpose() {
    return purpose;
  }

  public Expected expected() {
    return expected;
  }

  /// A copy of the FHIR R4 Parameters, UTF-8 JSON: `model`, `purpose`, `asOf` and the `input`
  /// Bundle.
  public byte[] body() {
    return body.clone();
  }

  @Override
  public String toString() {
    return "SyntheticPatient[" + label + ", " + model + ", " + expected + "]";
  }
}
