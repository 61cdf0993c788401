package org.cloister.deid;

import com.google.errorprone.annotations.Immutable;
import java.util.List;
import java.util.OptionalDouble;
import org.cloister.policies.ModelId;
import org.cloister.policies.RequestId;
import org.cloister.policies.Sha256;

/// The minimum that one model needs to know: numbers, yes/no values, an age of which 90 means "90
/// or older", and times relative to the index time. There is no field for a name, an identifier, an
/// absolute date or free text. Only [Deidentifier] can make one.
@Immutable
public final class DeidentifiedCase {
  private final RequestId requestId;
  private final ModelId model;

  @SuppressWarnings("Immutable") // List.copyOf of records
  private final List<Feature> features;

  private final Sha256 profile;

  DeidentifiedCase(RequestId requestId, ModelId model, List<Feature> features, Sha256 profile) {
    this.requestId = requestId;
    this.model = model;
    this.features = List.copyOf(features);
    this.profile = profile;
  }

  public RequestId requestId() {
    return requestId;
  }

  public ModelId model() {
    return model;
  }

  /// In safelist order; optional inputs that the bundle lacks are absent.
  public List<Feature> features() {
    return features;
  }

  public OptionalDouble value(String input) {
    for (Feature feature : features) {
      if (feature.input().equals(input)) {
        return OptionalDouble.of(feature.value());
      }
    }
    return OptionalDouble.empty();
  }

  /// Hash of the safelist under which the case was made.
  public Sha256 profile() {
    return profile;
  }

  /// Prints no value: age, sex and laboratory values together can point to a person.
  @Override
  public String toString() {
    return "DeidentifiedCase[redacted]";
  }
}
