package org.cloister.gateway.compliance.report;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cloister.audit.EntryKind;
import org.cloister.audit.Outcome;
import org.cloister.gateway.answer.OutcomeCode;
import org.cloister.gateway.record.AuditRecord;

/// How reports say things, in words that a patient understands.
final class Words {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

  private static final Map<String, String> PURPOSES =
      Map.of(
          "TREAT", "your treatment",
          "ETREAT", "your treatment in an emergency",
          "HOPERAT", "quality work of the hospital",
          "HRESCH", "research",
          "HCOMPL", "checking that rules are kept",
          "PATRQT", "your own request",
          "HLEGAL", "a legal duty or proceeding");

  private static final Map<String, String> ROLES =
      Map.of(
          "clinician", "clinician",
          "emergency-clinician", "emergency clinician",
          "ehr-system", "hospital record system",
          "quality", "quality staff",
          "researcher", "researcher",
          "data-steward", "data steward",
          "reidentification-requester", "person who may ask to trace codes back",
          "data-trustee", "data trustee",
          "compliance-officer", "compliance officer");

  private Words() {}

  static String time(Instant at) {
    return TIME.format(at);
  }

  static String day(Instant at) {
    return at.atZone(ZoneOffset.UTC).toLocalDate().toString();
  }

  static String purpose(Optional<String> code) {
    return code.map(it -> PURPOSES.getOrDefault(it, it)).orElse("not stated");
  }

  static String roles(List<String> roles) {
    return roles.isEmpty()
        ? "unknown"
        : String.join(", ", roles.stream().map(it -> ROLES.getOrDefault(it, it)).toList());
  }

  /// What was done with the data.
  static String deed(AuditRecord record) {
    String event = record.event().orElse("");
    return switch (record.kind()) {
      case INTENT, OUTCOME ->
          event.equals("deidentify")
              ? "data were de-identified to be handed on"
              : "a model calculated with your data"
                  + record.model().map(m -> " (" + m + ")").orElse("");
      case DENIAL ->
          isRestricted(record)
              ? "an attempt that was refused, because the use of your data is restricted"
              : "an attempt that was refused";
      case ACCESS, SYSTEM ->
          switch (event) {
            case "result-read" -> "stored results were read";
            case "report-made" -> "a report was made";
            case "export-made" -> "a report was handed out";
            case "audit-read" -> "the record of accesses was read";
            case "reidentified" -> "codes in released data were traced back to you";
            case "disclosure" -> "data were disclosed to somebody else";
            case "consent-stored" -> "a consent was stored";
            case "consent-withdrawn" -> "a consent was withdrawn";
            case DecisionDesk.EVENT -> "a clinician decided about a calculated result";
            case "erasure" -> "data were erased";
            case "hold-placed" -> "erasure was put on hold";
            case "hold-lifted" -> "a hold on erasure was lifted";
            case "restriction-placed" -> "the use of your data was restricted";
            case "restriction-end-asked" -> "the end of a restriction was asked for";
            case "restriction-ended" -> "a restriction of the use of your data was ended";
            case "" -> "an act without a name";
            default -> event.replace('-', ' ');
          };
    };
  }

  private static boolean isRestricted(AuditRecord record) {
    return record.issues().stream()
        .anyMatch(issue -> issue.code().equals(OutcomeCode.RESTRICTED.code()));
  }

  /// EHDS Annex II 3.2 (c): the categories of data.
  static String category(AuditRecord record) {
    if (record.kind() == EntryKind.OUTCOME || record.kind() == EntryKind.DENIAL) {
      return record.model().isEmpty() ? "none" : "measurements, conditions, medicines, age, sex";
    }
    return record.readType().map(type -> type + " (calculated results)").orElse("record of use");
  }

  static String outcome(AuditRecord record) {
    return switch (record.outcome()) {
      case OK -> "done";
      case DENIED -> "denied";
      case REFUSED -> "refused, nothing was released";
      case FAILED -> "failed, nothing was released";
      case CANCELLED -> "the caller went away";
      case PENDING, UNKNOWN -> "not finished, nothing was released";
    };
  }

  static boolean released(AuditRecord record) {
    return record.outcome() == Outcome.OK || record.outcome() == Outcome.CANCELLED;
  }
}
