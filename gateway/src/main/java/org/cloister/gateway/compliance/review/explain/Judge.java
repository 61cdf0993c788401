package org.cloister.gateway.compliance.review.explain;

import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cloister.gateway.compliance.review.explain.Explanation.Strength;
import org.cloister.gateway.compliance.review.explain.Scene.Earlier;

/// Judges one access at a time: explained, unexplained, or worth an officer's look. Microseconds,
/// no state, safe for many threads; equal access and scene give an equal ruling.
///
/// An explanation by the user's own part in the care outweighs everything but the user's own
/// record, a user who has left, and a patient long dead. One by the department alone does not
/// outweigh a shared household or a burst of browsing either. What nothing explains is an alert
/// when its signs add up to [#ALERT_POINTS].
public final class Judge {
  /// What makes an alert: an unexplained access and one fact that points at a motive or at harm.
  public static final int ALERT_POINTS = 20;

  /// The window of [Sign#BURST].
  public static final Duration BURST_SPAN = Duration.ofHours(1);

  /// How far back repeated exports are remembered.
  public static final Duration EXPORT_MEMORY = Duration.ofDays(30);

  /// Different patients within [#BURST_SPAN] whom nothing links to the user. Honest work meets one
  /// or two (a wrong click, a relation that was not registered).
  static final int BURST_PATIENTS = 8;

  private final Explainer explainer;
  private final Motives motives = new Motives();
  private final Circumstances circumstances;

  /// @param zone in which the hospital's days and shifts run
  public Judge(ZoneId zone) {
    this.explainer = new Explainer(zone);
    this.circumstances = new Circumstances(zone);
  }

  public Ruling judge(Access access, Scene scene) {
    Optional<Explanation> explanation = explainer.explain(access, scene);
    Strength strength = explanation.map(Explanation::strength).orElse(Strength.NONE);
    List<Evidence> evidence = new ArrayList<>();
    evidence.addAll(motives.find(access, scene));
    evidence.addAll(circumstances.find(access, scene, explanation));
    Optional<Evidence> burst = burst(access, scene.past().lastHour(), strength);
    burst.ifPresent(evidence::add);
    evidence.removeIf(each -> !each.sign().outlives(strength));
    return new Ruling(verdict(explanation, evidence), reopened(scene.past().lastHour(), burst));
  }

  static int points(List<Evidence> evidence) {
    return evidence.stream().mapToInt(each -> each.sign().points()).sum();
  }

  private static Judgement verdict(Optional<Explanation> explanation, List<Evidence> evidence) {
    if (points(evidence) >= ALERT_POINTS) {
      return new Judgement.Suspicious(
          explanation.map(Explanation::strength).orElse(Strength.NONE), evidence);
    }
    return explanation
        .<Judgement>map(Judgement.Explained::new)
        .orElseGet(() -> new Judgement.Unexplained(evidence));
  }

  /// A burst is many patients without any explanation; those of the user's department whom it
  /// sweeps along belong to it when they are the smaller part.
  private static Optional<Evidence> burst(
      Access access, List<Earlier> lastHour, Strength strength) {
    Set<Term> unexplained = new HashSet<>();
    Set<Term> explained = new HashSet<>();
    lastHour.forEach(earlier ->
        (earlier.strength() == Strength.NONE ? unexplained : explained).add(earlier.patient()));
    (strength == Strength.NONE ? unexplained : explained).add(access.patient());
    if (unexplained.size() < BURST_PATIENTS || explained.size() >= unexplained.size()) {
      return Optional.empty();
    }
    return Optional.of(
        new Evidence(
            Sign.BURST,
            "Within one hour the user opened the records of %d patients with whom nothing links"
                    .formatted(unexplained.size())
                + " the user."));
  }

  private static Map<String, List<Evidence>> reopened(
      List<Earlier> lastHour, Optional<Evidence> burst) {
    Map<String, List<Evidence>> reopened = new HashMap<>();
    burst.ifPresent(evidence ->
        lastHour.stream()
            .filter(earlier -> Sign.BURST.outlives(earlier.strength()))
            .forEach(earlier -> reopened.put(earlier.id(), List.of(evidence))));
    return reopened;
  }
}
