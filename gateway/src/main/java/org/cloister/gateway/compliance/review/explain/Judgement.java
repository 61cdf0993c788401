package org.cloister.gateway.compliance.review.explain;

import java.util.Comparator;
import java.util.List;

/// What became of judging one access.
public sealed interface Judgement {

  /// In order, and why.
  record Explained(Explanation explanation) implements Judgement {}

  /// Nothing explains it, but nothing points at misuse either: counted, not shown one by one.
  record Unexplained(List<Evidence> evidence) implements Judgement {
    public Unexplained {
      evidence = strongestFirst(evidence);
    }
  }

  /// An officer should look at it.
  ///
  /// @param evidence at least one, strongest first
  record Suspicious(Explanation.Strength strength, List<Evidence> evidence) implements Judgement {
    public Suspicious {
      evidence = strongestFirst(evidence);
      if (evidence.isEmpty()) {
        throw new IllegalArgumentException("nothing is suspicious without evidence");
      }
    }

    /// The sign that weighs most.
    public Sign leading() {
      return evidence.getFirst().sign();
    }

    public int points() {
      return Judge.points(evidence);
    }
  }

  /// How far the access is explained.
  default Explanation.Strength strength() {
    return switch (this) {
      case Explained(var explanation) -> explanation.strength();
      case Unexplained _ -> Explanation.Strength.NONE;
      case Suspicious suspicious -> suspicious.strength;
    };
  }

  private static List<Evidence> strongestFirst(List<Evidence> evidence) {
    return evidence.stream()
        .sorted(
            Comparator.comparingInt((Evidence e) -> -e.sign().points())
                .thenComparing(Evidence::sign))
        .toList();
  }
}
