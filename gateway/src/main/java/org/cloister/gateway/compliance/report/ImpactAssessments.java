package org.cloister.gateway.compliance.report;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.cloister.models.Manifest;

/// Which data protection impact assessment (GDPR Art. 35) stands behind which version of which
/// model. Once one is named, no model is in use without a current one of its own version.
public final class ImpactAssessments {
  /// @param id under which the organisation keeps it
  /// @param modelVersion the one that was assessed
  /// @param until last day before it must be reviewed, Art. 35(11)
  private record Assessment(String id, String modelVersion, LocalDate until) {
    static Assessment parse(String model, String text) {
      String[] parts = text.split(";", -1);
      try {
        if (parts.length == 3 && !parts[0].isBlank() && !parts[1].isBlank()) {
          return new Assessment(
              parts[0].strip(), parts[1].strip(), LocalDate.parse(parts[2].strip()));
        }
      } catch (DateTimeException noDay) {
        // said below
      }
      throw new IllegalArgumentException(
          "cloister.compliance.impact-assessments."
              + model
              + " must be ID; version of the model; last day, as DPIA-7; 1.0.0; 2027-06-30");
    }

    boolean isOf(Manifest manifest) {
      return modelVersion.equals(manifest.version());
    }
  }

  private final Map<String, Assessment> byModel;

  private ImpactAssessments(Map<String, Assessment> byModel) {
    this.byModel = byModel;
  }

  /// @param settings `ID; version; last day` by the model's id
  /// @throws IllegalArgumentException naming the setting that is of another form
  public static ImpactAssessments parse(Map<String, String> settings) {
    Map<String, Assessment> byModel = new TreeMap<>();
    settings.forEach((model, text) -> byModel.put(model, Assessment.parse(model, text)));
    return new ImpactAssessments(byModel);
  }

  /// The same, if every model that is to be used has a current one.
  ///
  /// @throws IllegalArgumentException naming the first model without
  public ImpactAssessments covering(List<Manifest> models, LocalDate today) {
    for (Manifest manifest : models) {
      boolean current =
          Optional.ofNullable(byModel.get(manifest.id().value()))
              .filter(it -> it.isOf(manifest) && !today.isAfter(it.until()))
              .isPresent();
      if (!byModel.isEmpty() && !current) {
        throw new IllegalArgumentException(
            "cloister.compliance.impact-assessments names no current assessment of the model "
                + manifest.id().value()
                + ", version "
                + manifest.version());
      }
    }
    return this;
  }

  /// As the register of processing tells it.
  String of(Manifest manifest) {
    return Optional.ofNullable(byModel.get(manifest.id().value()))
        .filter(it -> it.isOf(manifest))
        .map(it -> it.id() + ", until " + it.until())
        .orElse("NONE");
  }
}
