package org.cloister.gateway.compliance.review.explain;

/// Why an access is in order.
///
/// @param sentence for the officer; names a department and days, never a person
public record Explanation(Ground ground, String sentence) {

  /// What explains it.
  public enum Ground {
    /// The user took part by name.
    PARTICIPANT(Strength.PERSONAL),
    GENERAL_PRACTITIONER(Strength.PERSONAL),
    /// The user's department had to do with the patient.
    DEPARTMENT(Strength.DEPARTMENT),
    /// The user's work needs records of patients of all departments after their stays.
    OFFICE(Strength.DEPARTMENT);

    private final Strength strength;

    Ground(Strength strength) {
      this.strength = strength;
    }
  }

  /// How much an explanation outweighs.
  public enum Strength {
    NONE,
    DEPARTMENT,
    PERSONAL
  }

  public Strength strength() {
    return ground.strength;
  }
}
