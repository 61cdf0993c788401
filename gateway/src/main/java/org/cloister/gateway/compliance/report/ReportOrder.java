package org.cloister.gateway.compliance.report;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

  private static final Pattern PART = Pattern.compile("([1-9][0-9]?)/([1-9][0-9]?)");

  private static final int MOST_PARTS = 64;

  /// Fields by which a breach is told by acts of the log.
  private static final Set<String> ACTS =
      Set.of("user", "issuer", "client", "token", "model", "modelHash");

  private final ReportKind kind;
  private final Optional<String> patientId;
  private final Form form;
  private final Period period;

  /// @param from first instant
  /// @param until first instant after it
  record Period(Instant from, Instant until) {}

  /// One of several reports that only together name everyone.
  ///
  /// @param number from 1
  /// @param of how many
  record Part(int number, int of) {
    static final Part WHOLE = new Part(1, 1);
  }

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
    Optional<Issue> ofKey = objectionOfKey(form);
    if (ofKey.isPresent()) {
      return new Objection(ofKey.get());
    }
    Instant from = form.instant("from").orElseGet(() -> begin(kind.get(), now));
    Period period = new Period(from, form.instant("until").orElse(now));
    if (!period.from().isBefore(period.until())) {
      return objection(OutcomeCode.PARAMETER_INVALID, "The period ends before it begins.");
    }
    return new Ordered(new ReportOrder(kind.get(), patientId, form, period));
  }

  private static Optional<Issue> objectionOfKey(Form form) {
    Optional<String> key = form.text("key");
    String sentence = "";
    if (key.filter(it -> !it.matches("kek-[0-9a-f]{16}")).isPresent()) {
      sentence = "The field key is no public name of a key-encryption key.";
    } else if (key.isPresent() && ACTS.stream().anyMatch(it -> form.text(it).isPresent())) {
      sentence = "Order the patients of a key and those of acts in two reports.";
    } else if (form.text("part").isPresent() && (key.isEmpty() || part(form).isEmpty())) {
      sentence = "The field part is a number and how many, such as 1/4, of a report by key.";
    }
    return sentence.isEmpty()
        ? Optional.empty()
        : Optional.of(Issue.of(OutcomeCode.PARAMETER_INVALID).saying(sentence));
  }

  private static Optional<Part> part(Form form) {
    Matcher part = PART.matcher(form.text("part").orElse("1/1"));
    if (!part.matches()) {
      return Optional.empty();
    }
    int number = Integer.parseInt(part.group(1));
    int of = Integer.parseInt(part.group(2));
    return number <= of && of <= MOST_PARTS ? Optional.of(new Part(number, of)) : Optional.empty();
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

  /// The lost key, of a breach that is told by it.
  Optional<String> key() {
    return form.text("key");
  }

  Part part() {
    return part(form).orElse(Part.WHOLE);
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
