package org.cloister.gateway.compliance.erasure;

import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.cloister.audit.Subject;

/// What an erasure would destroy, counted before it is decided, and what stands against it. Only
/// [Erasures] makes one. `toString` is redacted.
///
/// @param keys public names of the keys to destroy
/// @param counts how much there is
/// @param retained what stays, and why
/// @param obstacle why it cannot be done now
public record ErasurePlan(
    Target target,
    List<UUID> keys,
    Counts counts,
    List<Retained> retained,
    Optional<Obstacle> obstacle) {

  /// @param subject blind index of the person
  public record Target(Subject subject, Scope scope, LegalBasis basis) {
    @Override
    public String toString() {
      return "Target[" + scope + ", " + basis + ", redacted]";
    }
  }

  /// @param results stored results
  /// @param entries records of the log
  /// @param newest when the newest of those records was made
  public record Counts(long results, long entries, Optional<Instant> newest) {}

  /// @param what stays
  /// @param because of which law
  /// @param until when it will be disposed of; empty: it holds nothing of a person
  public record Retained(String what, String because, Optional<LocalDate> until) {
    Map<String, Object> json() {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("what", what);
      json.put("because", because);
      until.ifPresent(day -> json.put("until", day.toString()));
      return json;
    }
  }

  /// Why nothing may be erased now.
  public enum Obstacle {
    LEGAL_HOLD("A legal hold covers this person or a record of them."),
    RETENTION("Records must be kept longer by law; the legal basis does not override that."),
    NOTHING_THERE("There is nothing of this person in this scope.");

    private final String sentence;

    Obstacle(String sentence) {
      this.sentence = sentence;
    }

    /// One sentence for the officer.
    public String sentence() {
      return sentence;
    }
  }

  public ErasurePlan {
    keys = List.copyOf(keys);
    retained = List.copyOf(retained);
  }

  /// For the officer who is to decide.
  public Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("scope", target.scope().code());
    json.put("legalBasis", target.basis().code());
    json.put("keys", keys.size());
    json.put("results", counts.results());
    json.put("entries", counts.entries());
    json.put("retained", retained.stream().map(Retained::json).toList());
    obstacle.ifPresent(it -> json.put("obstacle", it.sentence()));
    return json;
  }

  @Override
  public String toString() {
    return "ErasurePlan[" + target + "]";
  }
}
