package org.cloister.gateway.compliance.report;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.cloister.gateway.record.AuditRecord;

/// One disclosure of a patient's data to somebody outside (45 CFR 160.103), with what 164.528(b)(2)
/// asks for. `toString` is redacted.
///
/// @param day when
/// @param recipient name of the person or entity
/// @param address "if known"; may be empty
/// @param description of what was disclosed, brief
/// @param purpose brief statement of the purpose
/// @param exemption why it need not be accounted for, if so
public record Disclosure(
    LocalDate day,
    String recipient,
    String address,
    String description,
    String purpose,
    Optional<Exemption> exemption) {
  /// The event under which one is recorded.
  public static final String EVENT = "disclosure";

  /// 45 CFR 164.528(a)(1)(i) to (ix).
  public enum Exemption {
    /// (i) treatment, payment and health care operations.
    TREATMENT_PAYMENT_OPERATIONS("tpo"),
    /// (ii) to the individual.
    TO_INDIVIDUAL("individual"),
    /// (iii) incident to a permitted use.
    INCIDENT("incident"),
    /// (iv) under an authorization.
    AUTHORIZATION("authorization"),
    /// (v) the facility's directory, persons involved in care.
    DIRECTORY("directory"),
    /// (vi) national security.
    NATIONAL_SECURITY("national-security"),
    /// (vii) correctional institutions and custody.
    CUSTODY("custody"),
    /// (viii) as part of a limited data set.
    LIMITED_DATA_SET("limited-data-set"),
    /// (ix) before the compliance date.
    BEFORE_COMPLIANCE_DATE("before-compliance-date");

    private final String code;

    Exemption(String code) {
      this.code = code;
    }

    public String code() {
      return code;
    }

    public static Optional<Exemption> of(String code) {
      for (Exemption exemption : values()) {
        if (exemption.code.equals(code)) {
          return Optional.of(exemption);
        }
      }
      return Optional.empty();
    }
  }

  /// The one that this record tells of, if it tells of one.
  static Optional<Disclosure> in(AuditRecord record) {
    if (record.event().filter(EVENT::equals).isEmpty() || !Words.released(record)) {
      return Optional.empty();
    }
    return Optional.of(
        new Disclosure(
            record
                .detail("day")
                .flatMap(Disclosure::day)
                .orElseGet(() -> record.at().atZone(ZoneOffset.UTC).toLocalDate()),
            record.detail("recipient").orElse("(erased)"),
            record.detail("address").orElse(""),
            record.detail("description").orElse("(erased)"),
            record.detail("purpose").orElse("(erased)"),
            record.detail("exemption").flatMap(Exemption::of)));
  }

  /// The day in `2026-11-25`.
  public static Optional<LocalDate> day(String text) {
    try {
      return Optional.of(LocalDate.parse(text));
    } catch (DateTimeException notADay) {
      return Optional.empty();
    }
  }

  /// As the details of its record.
  public Map<String, String> details() {
    Map<String, String> details =
        new TreeMap<>(
            Map.of(
                "day", day.toString(),
                "recipient", recipient,
                "description", description,
                "purpose", purpose));
    if (!address.isEmpty()) {
      details.put("address", address);
    }
    exemption.ifPresent(it -> details.put("exemption", it.code()));
    return details;
  }

  @Override
  public String toString() {
    return "Disclosure[redacted]";
  }
}
