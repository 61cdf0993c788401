package org.cloister.gateway.event;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.cloister.audit.EntryKind;
import org.cloister.audit.Outcome;
import org.cloister.gateway.record.AuditRecord;

/// What a record is of, in the words of AuditEvent: its type, its subtypes and its action.
///
/// @param type the kind of event
/// @param subtypes the interaction, and our own code, which says it most exactly
/// @param action C, R, U, D or E
record Act(Coding type, List<Coding> subtypes, String action) {
  record Coding(String system, String code) {}

  private static final Coding REST = new Coding(AuditTerms.EVENT_TYPE, "rest");
  private static final Coding AUDIT_LOG_USED = dicom("110101");
  private static final Coding APPLICATION = dicom("110100");
  private static final Coding EXPORT = dicom("110106");
  private static final Coding SECURITY_ALERT = dicom("110113");
  private static final Coding AUTHENTICATION = dicom("110114");
  private static final Coding LOGIN = dicom("110122");
  private static final Coding EMERGENCY_OVERRIDE = dicom("110127");
  private static final Coding SECURITY_CONFIGURATION = dicom("110129");
  private static final Coding OBJECT_SECURITY_ATTRIBUTES = dicom("110135");
  private static final Coding SOFTWARE_CONFIGURATION = dicom("110131");

  /// The code of a call of `$infer`; a record of one has no event of its own unless it is a
  /// break-glass.
  static final String INFERENCE = "infer";

  static final String BREAK_GLASS = "break-glass";
  static final String RESULT_READ = "result-read";

  /// How the events of the log read in FHIR, beside the calls themselves.
  private static final Map<String, Act> EVENTS =
      Map.ofEntries(
          event("deidentify", REST, "E", new Coding(AuditTerms.INTERACTION, "operation")),
          event("audit-read", AUDIT_LOG_USED, "R"),
          event("report-made", EXPORT, "R"),
          event("export-made", EXPORT, "R"),
          event("reidentified", EXPORT, "R", lifecycle("reidentify")),
          event("erasure", lifecycle("destroy"), "D"),
          event("disposal", lifecycle("destroy"), "D"),
          event("hold-placed", lifecycle("hold"), "U"),
          event("hold-lifted", lifecycle("unhold"), "U"),
          event("restriction-placed", SECURITY_ALERT, "U", OBJECT_SECURITY_ATTRIBUTES),
          event("restriction-ended", SECURITY_ALERT, "U", OBJECT_SECURITY_ATTRIBUTES),
          event("result-decided", lifecycle("attest"), "C"),
          event("consent-stored", lifecycle("receive"), "C"),
          event("consent-withdrawn", lifecycle("deprecate"), "U"),
          event("key-created", SECURITY_ALERT, "C", SECURITY_CONFIGURATION),
          event("key-rotated", SECURITY_ALERT, "U", SECURITY_CONFIGURATION),
          event("alert-raised", SECURITY_ALERT, "E"),
          event("configuration", SECURITY_ALERT, "U", SOFTWARE_CONFIGURATION),
          event("model-loaded", APPLICATION, "E"),
          event("started", APPLICATION, "E", dicom("110120")),
          event("stopped", APPLICATION, "E", dicom("110121")));

  private static final Map<String, String> CODES =
      Map.ofEntries(
          Map.entry(INFERENCE, "A call of $infer"),
          Map.entry(BREAK_GLASS, "A call that asked to override the patient's Consent"),
          Map.entry(RESULT_READ, "Stored results were read or searched"),
          Map.entry("deidentify", "A call of $deidentify"),
          Map.entry("access", "Something stored was read"),
          Map.entry("system", "An act of the installation"),
          Map.entry("audit-read", "An officer searched or read the audit log"),
          Map.entry("report-made", "A compliance report was made"),
          Map.entry("export-made", "Records were exported"),
          Map.entry("erasure", "A person's data were erased"),
          Map.entry("erasure-previewed", "An officer looked at what an erasure would destroy"),
          Map.entry("erasure-requested", "An officer asked for an erasure"),
          Map.entry("erasure-approved", "A second officer approved an erasure"),
          Map.entry("erasure-withdrawn", "A request for an erasure was taken back"),
          Map.entry("erasures-read", "An officer read what was erased"),
          Map.entry("holds-read", "An officer read which legal holds are in force"),
          Map.entry("disposal-run", "An officer started the disposal of old records"),
          Map.entry("disposal", "Records were disposed of at the end of their retention"),
          Map.entry("reidentification-requested", "Somebody asked whom released codes stand for"),
          Map.entry("reidentification-approved", "A data trustee approved a re-identification"),
          Map.entry("reidentification-refused", "A data trustee refused a re-identification"),
          Map.entry("reidentification-withdrawn", "A request to re-identify was taken back"),
          Map.entry("reidentifications-read", "Somebody listed requests to re-identify"),
          Map.entry("reidentified", "Somebody was told whom released codes stand for"),
          Map.entry("hold-placed", "A legal hold was placed"),
          Map.entry("hold-lifted", "A legal hold was lifted"),
          Map.entry("restriction-placed", "The use of a patient's data was restricted"),
          Map.entry("restriction-end-asked", "An officer asked that a restriction be ended"),
          Map.entry("restriction-ended", "A second officer ended a restriction"),
          Map.entry("restrictions-read", "An officer read which restrictions are in force"),
          Map.entry("result-decided", "A clinician accepted or overrode a calculated result"),
          Map.entry("consent-stored", "A patient's Consent was stored"),
          Map.entry("consent-withdrawn", "A patient's Consent was withdrawn"),
          Map.entry("key-created", "A key was made"),
          Map.entry("key-rotated", "A key was replaced by a new one"),
          Map.entry("alert-raised", "An access was flagged for review"),
          Map.entry("review-signed", "An officer signed a review of activity"),
          Map.entry("break-glass-reviewed", "An officer reviewed an emergency access"),
          Map.entry("configuration", "The settings differ from those of the last start"),
          Map.entry("model-loaded", "A model was loaded"),
          Map.entry("started", "The gateway started"),
          Map.entry("stopped", "The gateway was stopped"),
          Map.entry(
              "relations-kept", "Care relations were stored, by which accesses are explained"),
          Map.entry(
              "staff-names-disclosed", "A report named members of staff, for a stated reason"),
          Map.entry("report-ordered", "An officer ordered a report"),
          Map.entry("report-seen", "An officer looked at a report"),
          Map.entry("request-received", "A person's request under a law was registered"),
          Map.entry("request-extended", "The time to answer such a request was extended"),
          Map.entry("request-closed", "Such a request was answered"),
          Map.entry("breach-registered", "A breach of personal data was registered"),
          Map.entry("breach-amended", "More was said about a registered breach"),
          Map.entry("breach-duty-settled", "Somebody was told of a breach, or need not be"),
          Map.entry("breaches-listed", "An officer listed the breaches"),
          Map.entry("requests-listed", "An officer listed such requests"),
          Map.entry("accounting-suspended", "The accounting of a disclosure was suspended"),
          Map.entry("disclosure", "Data were disclosed to somebody outside"),
          Map.entry("self-test", "The gateway tested its own recording"),
          Map.entry("reply-undelivered", "A caller went away before the reply was written"));

  Act {
    subtypes = List.copyOf(subtypes);
  }

  static Act of(AuditRecord record) {
    String event = code(record);
    if (isDenied(record)) {
      return denied(record, event);
    }
    return switch (event) {
      case INFERENCE -> inference(List.of());
      case BREAK_GLASS -> inference(List.of(EMERGENCY_OVERRIDE, ours(BREAK_GLASS)));
      case RESULT_READ -> read(record);
      default -> EVENTS.getOrDefault(event, new Act(APPLICATION, List.of(ours(event)), "E"));
    };
  }

  /// The code of [AuditTerms#EVENT] for this record.
  static String code(AuditRecord record) {
    return record.event().orElseGet(() -> isCall(record.kind()) ? INFERENCE : record.kind().text());
  }

  /// Every code of [AuditTerms#EVENT] with what it means.
  static Map<String, String> codes() {
    return CODES;
  }

  /// Whether the record is of a call of `$infer`.
  static boolean isInference(AuditRecord record) {
    return switch (code(record)) {
      case INFERENCE, BREAK_GLASS -> true;
      default -> false;
    };
  }

  /// Whether someone was kept from something: not the malformed and the failed.
  static boolean isDenied(AuditRecord record) {
    return record.outcome() == Outcome.DENIED;
  }

  private static boolean isCall(EntryKind kind) {
    return switch (kind) {
      case INTENT, OUTCOME, DENIAL -> true;
      case ACCESS, SYSTEM -> false;
    };
  }

  private static Act inference(List<Coding> further) {
    List<Coding> subtypes =
        new ArrayList<>(List.of(new Coding(AuditTerms.INTERACTION, "operation"), ours(INFERENCE)));
    subtypes.addAll(further);
    return new Act(REST, subtypes, "E");
  }

  private static Act read(AuditRecord record) {
    return record.query().isPresent()
        ? new Act(
            REST,
            List.of(new Coding(AuditTerms.INTERACTION, "search-type"), ours(RESULT_READ)),
            "E")
        : new Act(
            REST, List.of(new Coding(AuditTerms.INTERACTION, "read"), ours(RESULT_READ)), "R");
  }

  private static Act denied(AuditRecord record, String event) {
    if (record.authentication().isPresent()) {
      return new Act(AUTHENTICATION, List.of(LOGIN, ours(event)), "E");
    }
    // BALP takes no other subtype beside its own there.
    List<Coding> subtypes =
        isConsentDecision(record)
            ? List.of(new Coding(AuditTerms.BALP_AUTHORIZATION, "AuthZ-Consent"))
            : List.of(new Coding(AuditTerms.BALP_AUTHORIZATION, "AuthZ-Role"), ours(event));
    return new Act(SECURITY_ALERT, subtypes, "E");
  }

  /// A refusal that BALP's AuthZconsent has words for: it asks for patient, Consent and user.
  static boolean isConsentDecision(AuditRecord record) {
    return isDenied(record)
        && record.consent().isPresent()
        && record.patient().isPresent()
        && record.actor().isPresent();
  }

  private static Map.Entry<String, Act> event(
      String event, Coding type, String action, Coding... further) {
    List<Coding> subtypes = new ArrayList<>(List.of(further));
    subtypes.add(ours(event));
    return Map.entry(event, new Act(type, subtypes, action));
  }

  private static Coding ours(String code) {
    return new Coding(AuditTerms.EVENT, code);
  }

  private static Coding dicom(String code) {
    return new Coding(AuditTerms.DICOM, code);
  }

  private static Coding lifecycle(String code) {
    return new Coding(AuditTerms.LIFECYCLE, code);
  }
}
