package org.cloister.gateway.compliance.report;

import java.util.Optional;
import java.util.Set;

/// The reports, each with the law that asks for it and the fields that an order may fill in. Every
/// order may have `from` and `until`, the first instant of the period and the first after it.
public enum ReportKind {
  ACCOUNTING_OF_DISCLOSURES(
      "accounting-of-disclosures",
      "Accounting of disclosures",
      "45 CFR 164.528",
      Set.of("patient"),
      Set.of()),
  PATIENT_ACCESS(
      "patient-access",
      "Who used your data",
      "GDPR Art. 15; CJEU C-579/21; Regulation (EU) 2025/327 Annex II 3.2",
      Set.of("patient"),
      Set.of("staffNames", "reason")),
  PROCESSING_ACTIVITIES(
      "processing-activities",
      "Record of processing activities",
      "GDPR Art. 30(1)",
      Set.of(),
      Set.of()),
  BREACH_RADIUS(
      "breach-radius",
      "Patients affected by a breach",
      "45 CFR 164.400-414; GDPR Art. 33 and 34",
      Set.of("discovered"),
      Set.of(
          "user", "issuer", "client", "token", "model", "modelHash", "key", "part", "assessment")),
  MODEL_RECALL(
      "model-recall",
      "Results of a model version",
      "Regulation (EU) 2024/1689 Art. 20 and 79; 21 CFR 806",
      Set.of(),
      Set.of("model", "modelHash")),
  AI_LOG(
      "ai-log",
      "Log of a high-risk AI system",
      "Regulation (EU) 2024/1689 Art. 12, 19 and 26(6)",
      Set.of(),
      Set.of("model", "modelHash")),
  HUMAN_OVERSIGHT(
      "human-oversight",
      "Human decisions about results",
      "Regulation (EU) 2024/1689 Art. 14 and 26(2); GDPR Art. 22",
      Set.of(),
      Set.of("model", "modelHash")),
  COST_AND_LATENCY(
      "cost-and-latency",
      "Cost and latency of inference",
      "-",
      Set.of(),
      Set.of("model", "client"));

  private final String slug;
  private final String title;
  private final String legalBasis;

  @SuppressWarnings("Immutable") // an unmodifiable set of text
  private final Set<String> required;

  @SuppressWarnings("Immutable") // an unmodifiable set of text
  private final Set<String> optional;

  ReportKind(
      String slug, String title, String legalBasis, Set<String> required, Set<String> optional) {
    this.slug = slug;
    this.title = title;
    this.legalBasis = legalBasis;
    this.required = required;
    this.optional = optional;
  }

  /// The kind of this name.
  public static Optional<ReportKind> named(String slug) {
    for (ReportKind kind : values()) {
      if (kind.slug.equals(slug)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  /// Its name in orders and in the leaf of its statement. Never changes.
  public String slug() {
    return slug;
  }

  public String title() {
    return title;
  }

  public String legalBasis() {
    return legalBasis;
  }

  public Set<String> required() {
    return required;
  }

  public Set<String> optional() {
    return optional;
  }
}
