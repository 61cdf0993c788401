package org.cloister.gateway.compliance.report;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cloister.audit.CanonicalJson;
import org.cloister.audit.LogQuery;
import org.cloister.gateway.answer.Issue;
import org.cloister.gateway.answer.OutcomeCode;
import org.cloister.gateway.compliance.Form;

/// A report as it was ordered, checked. `toString` is redacted.
public final class ReportOrder {
  /// 45 CFR 164.528(a)(1): "in the six years prior to the date on which the accounting is
  /// requested".
  private static final int ACCOUNTING_YEARS = 6;

  private final ReportKind kind;
  private final Optional<String> patientId;
  private final Form form;
  private final Period period;

  /// @param from first instant
  /// @param until first instant after it
  record Period(Instant from, Instant until) {}

  /// An order, or what is wrong with it.
  public sealed interface Reading {}

  public record Ordered(ReportOrder order) implements Reading {}

  public record Objection(Issue issue) implements Reading {}

  private ReportOrder(ReportKind kind, Optional<String> patientId, Form form, Period period) {
    this.kind = kind;
    this.patientId = patientId;
    this.form = form;
    this.period = period;
  }

  /// @param patientId of the form's field `patient`, where that names one
  /// @param now end of the period where none is given
  public static Reading read(Form form, Optional<String> patientId, Instant now) {
    Optional<ReportKind> kind = form.text("kind").flatMap(ReportKind::named);
    if (kind.isEmpty()) {
      return objection(OutcomeCode.PARAMETER_INVALID, "The field kind names no report.");
    }
    Set<String> required = new HashSet<>(kind.get().required());
    required.add("kind");
    Set<String> optional = new HashSet<>(kind.get().optional());
    optional.addAll(Set.of("from", "until"));
    Optional<Issue> formal = form.objection(required, optional);
    if (formal.isPresent()) {
      return new Objection(formal.get());
    }
    if (form.text("patient").isPresent() && patientId.isEmpty()) {
      return objection(OutcomeCode.PARAMETER_INVALID, "The field patient names no Patient.");
    }
    for (String time : Set.of("from", "until", "discovered")) {
      if (form.text(time).isPresent() && form.instant(time).isEmpty()) {
        return objection(
            OutcomeCode.PARAMETER_INVALID, "The field " + time + " is no day and no instant.");
      }
    }
    if (form.says("staffNames") && form.text("reason").isEmpty()) {
      // C-579/21: identities only where they are indispensable, so somebody says why.
      return objection(
          OutcomeCode.PARAMETER_MISSING, "Names of staff need a reason: fill in the field reason.");
    }
    if (form.text("modelHash").filter(hash -> !hash.matches("[0-9a-f]{64}")).isPresent()) {
      return objection(OutcomeCode.PARAMETER_INVALID, "The field modelHash is no SHA-256.");
    }
    Instant from = form.instant("from").orElseGet(() -> begin(kind.get(), now));
    Period period = new Period(from, form.instant("until").orElse(now));
    if (!period.from().isBefore(period.until())) {
      return objection(OutcomeCode.PARAMETER_INVALID, "The period ends before it begins.");
    }
    return new Ordered(new ReportOrder(kind.get(), patientId, form, period));
  }

  private static Objection objection(OutcomeCode code, String sentence) {
    return new Objection(Issue.of(code).saying(sentence));
  }

  private static Instant begin(ReportKind kind, Instant now) {
    return kind == ReportKind.ACCOUNTING_OF_DISCLOSURES
        ? now.atZone(ZoneOffset.UTC).minusYears(ACCOUNTING_YEARS).toInstant()
        : Instant.EPOCH;
  }

  public ReportKind kind() {
    return kind;
  }

  public Optional<String> patientId() {
    return patientId;
  }

  Form form() {
    return form;
  }

  Period period() {
    return period;
  }

  /// All records of the period.
  LogQuery records() {
    return LogQuery.all().from(period.from()).until(period.until());
  }

  /// Those of the model, where the order names one by id or by the hash of its weights.
  LogQuery ofModel(LogQuery query) {
    LogQuery byId = form.text("model").map(query::model).orElse(query);
    return form.text("modelHash").map(byId::modelHash).orElse(byId);
  }

  /// What was asked for, in the spelling that the report's record commits to.
  CanonicalJson parameters() {
    Map<String, String> parameters = new LinkedHashMap<>(form.fields());
    parameters.put("from", period.from().truncatedTo(ChronoUnit.MICROS).toString());
    parameters.put("until", period.until().truncatedTo(ChronoUnit.MICROS).toString());
    return CanonicalJson.of(parameters);
  }

  @Override
  public String toString() {
    return "ReportOrder[" + kind.slug() + ", redacted]";
  }
}
