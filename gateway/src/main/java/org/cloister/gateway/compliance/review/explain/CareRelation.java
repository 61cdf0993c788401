package org.cloister.gateway.compliance.review.explain;

import com.google.errorprone.annotations.Immutable;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// A reason to know a patient: who, or which department, had to do with the patient, and when.
///
/// @param staff who took part by name
/// @param from inclusive
/// @param until exclusive; [Instant#MAX] while it lasts
public record CareRelation(
    Kind kind, Optional<String> department, Set<Term> staff, Instant from, Instant until) {

  public CareRelation {
    staff = Set.copyOf(staff);
    if (until.isBefore(from)) {
      throw new IllegalArgumentException("a care relation does not end before it begins");
    }
  }

  /// After the FHIR resource that tells of it. Someone who took part has reason to read shortly
  /// before (preparing) and for some days after (results, letters); a colleague of the department
  /// hardly so.
  public enum Kind {
    ENCOUNTER("encounter", new Margin(2, 7), new Margin(1, 1)),
    APPOINTMENT("appointment", new Margin(7, 7), new Margin(2, 1)),
    /// A ServiceRequest to a department or a laboratory.
    ORDER("order", new Margin(1, 14), new Margin(1, 7)),
    /// A ServiceRequest that asks someone to take over or to give an opinion.
    REFERRAL("referral", new Margin(1, 30), new Margin(1, 14)),
    CARE_TEAM("care team", new Margin(0, 7), new Margin(0, 0)),
    GENERAL_PRACTITIONER("general practitioner", new Margin(0, 0), new Margin(0, 0));

    private final String word;
    private final Margin personal;
    private final Margin departmental;

    Kind(String word, Margin personal, Margin departmental) {
      this.word = word;
      this.personal = personal;
      this.departmental = departmental;
    }

    String word() {
      return word;
    }
  }

  @Immutable
  private record Margin(int daysBefore, int daysAfter) {}

  boolean names(Term user) {
    return staff.contains(user);
  }

  boolean isOf(Optional<String> someDepartment) {
    return department.isPresent() && department.equals(someDepartment);
  }

  boolean covers(Instant time) {
    return within(time, new Margin(0, 0));
  }

  boolean explainsParticipant(Instant time) {
    return within(time, kind.personal);
  }

  boolean explainsDepartment(Instant time) {
    return within(time, kind.departmental);
  }

  boolean endedWithin(Duration span, Instant before) {
    return !from.isAfter(before) && until.isAfter(before.minus(span));
  }

  private boolean within(Instant time, Margin margin) {
    return !time.isBefore(from.minus(Duration.ofDays(margin.daysBefore())))
        && (until.equals(Instant.MAX)
            || time.isBefore(until.plus(Duration.ofDays(margin.daysAfter()))));
  }

  @Override
  public String toString() {
    return "CareRelation[redacted]";
  }
}
