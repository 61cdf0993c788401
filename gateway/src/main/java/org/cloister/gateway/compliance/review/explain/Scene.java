package org.cloister.gateway.compliance.review.explain;

import java.util.List;
import java.util.Optional;

/// What is known around one access when it is judged.
///
/// @param staff of the user; absent when the hospital sent nothing about this user
/// @param patient absent when the hospital sent nothing about this patient
/// @param relations of the patient; those far away in time may be left out
/// @param past what the user did before
public record Scene(
    Optional<StaffFacts> staff,
    Optional<PatientFacts> patient,
    List<CareRelation> relations,
    Past past) {

  public Scene {
    relations = List.copyOf(relations);
  }

  /// What the same user did before this access.
  ///
  /// @param visits earlier accesses of this user to this patient
  /// @param unexplainedExports of this user in the [Judge#EXPORT_MEMORY] before
  /// @param lastHour accesses of this user in the [Judge#BURST_SPAN] before
  public record Past(int visits, int unexplainedExports, List<Earlier> lastHour) {
    public static final Past NONE = new Past(0, 0, List.of());

    public Past {
      lastHour = List.copyOf(lastHour);
    }
  }

  /// An access that was judged before.
  ///
  /// @param id as [Access#id]
  public record Earlier(String id, Term patient, Explanation.Strength strength) {}
}
