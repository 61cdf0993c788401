package org.cloister.gateway.compliance.review.explain;

import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Optional;

/// What the hospital says of a user.
///
/// @param department as the hospital names it; compared as text with those of care relations
/// @param activeUntil last day of employment; absent while it lasts
/// @param home surname and address
/// @param ownRecord the user as a patient
public record StaffFacts(
    Optional<String> department,
    Duty duty,
    Shift shift,
    Optional<LocalDate> activeUntil,
    Home home,
    Optional<Term> ownRecord) {

  /// Where someone belongs privately, as far as it is known.
  public record Home(Optional<Term> surname, Optional<Term> address) {
    public static final Home UNKNOWN = new Home(Optional.empty(), Optional.empty());
  }

  /// Whether the work needs records of patients whom the user never meets.
  public enum Duty {
    CARE,
    /// Billing, coding, records, quality: after each stay, of any department.
    OFFICE
  }

  /// When the user works. The bounds leave an hour and more around the usual shifts.
  public enum Shift {
    DAY(LocalTime.of(6, 0), LocalTime.of(20, 0)),
    NIGHT(LocalTime.of(18, 0), LocalTime.of(10, 0)),
    /// At any hour, or not known.
    ANY(LocalTime.MIN, LocalTime.MAX);

    private final LocalTime from;
    private final LocalTime until;

    Shift(LocalTime from, LocalTime until) {
      this.from = from;
      this.until = until;
    }

    boolean covers(LocalTime time) {
      return from.isBefore(until)
          ? !time.isBefore(from) && !time.isAfter(until)
          : !time.isBefore(from) || !time.isAfter(until);
    }

    String hours() {
      return from + "–" + until;
    }
  }

  @Override
  public String toString() {
    return "StaffFacts[redacted]";
  }
}
