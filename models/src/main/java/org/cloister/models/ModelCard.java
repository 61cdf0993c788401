package org.cloister.models;

import java.util.List;

/// What a model is, for whom, and where it comes from, in the words of its manifest.
///
/// @param citation the publication, in full
/// @param doi of the publication
/// @param uses which of the attributes that 45 CFR 170.315(b)(11)(iv) asks about are inputs
/// @param markdown the whole card, Markdown
public record ModelCard(
    String title,
    Kind kind,
    String citation,
    String doi,
    String licence,
    String developer,
    String intendedUse,
    String population,
    String outOfScope,
    String trainingData,
    ClinicalUse clinicalUse,
    List<SourceAttribute> uses,
    String markdown) {
  public ModelCard {
    uses = List.copyOf(uses);
  }

  public enum Kind {
    EQUATION,
    SCORE,
    NEURAL_NETWORK
  }

  public enum ClinicalUse {
    ALLOWED,
    NOT_FOR_CLINICAL_USE
  }

  /// The nine attributes of 45 CFR 170.315(b)(11)(iv)(A)(5) to (13).
  public enum SourceAttribute {
    RACE,
    ETHNICITY,
    LANGUAGE,
    SEXUAL_ORIENTATION,
    GENDER_IDENTITY,
    SEX,
    DATE_OF_BIRTH,
    SOCIAL_DETERMINANTS,
    HEALTH_STATUS_ASSESSMENTS
  }
}
