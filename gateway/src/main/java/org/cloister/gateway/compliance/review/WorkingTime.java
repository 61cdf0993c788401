package org.cloister.gateway.compliance.review;

import java.time.DateTimeException;
import java.time.LocalTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.cloister.gateway.compliance.review.explain.StaffFacts.Duty;
import org.cloister.gateway.compliance.review.explain.StaffFacts.Shift;

/// When and at what someone works, from a PractitionerRole. What is not plainly one kind of shift
/// counts as any: a wrong "outside working hours" costs more than a missing one.
final class WorkingTime {
  private static final LocalTime EARLIEST = LocalTime.of(5, 0);
  private static final LocalTime LATEST = LocalTime.of(21, 0);

  /// Codes of a hospital's own for work on records after stays (docs/review.md).
  private static final Set<String> OFFICE = Set.of("billing", "coding", "records", "quality");

  private WorkingTime() {}

  static Duty duty(CareResource role) {
    return role.each("code").stream()
            .flatMap(code -> code.each("coding").stream())
            .flatMap(coding -> coding.text("code").stream())
            .anyMatch(OFFICE::contains)
        ? Duty.OFFICE
        : Duty.CARE;
  }

  static Shift shift(CareResource role) {
    List<CareResource> times = role.each("availableTime");
    Set<Shift> shifts = times.stream().map(WorkingTime::shiftOf).collect(Collectors.toSet());
    return shifts.size() == 1 ? shifts.iterator().next() : Shift.ANY;
  }

  private static Shift shiftOf(CareResource time) {
    Optional<LocalTime> from = time(time.text("availableStartTime"));
    Optional<LocalTime> until = time(time.text("availableEndTime"));
    if (from.isEmpty() || until.isEmpty()) {
      return Shift.ANY;
    }
    if (from.get().isAfter(until.get())) {
      return Shift.NIGHT;
    }
    return from.get().isBefore(EARLIEST) || until.get().isAfter(LATEST) ? Shift.ANY : Shift.DAY;
  }

  private static Optional<LocalTime> time(Optional<String> text) {
    try {
      return text.map(LocalTime::parse);
    } catch (DateTimeException notATime) {
      return Optional.empty();
    }
  }
}
