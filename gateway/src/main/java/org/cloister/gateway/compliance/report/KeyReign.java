package org.cloister.gateway.compliance.report;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.cloister.audit.Fact;
import org.cloister.gateway.record.AuditRecord;

/// From when until when a key-encryption key wrapped what lay in the database, as the log tells it.
/// What the log does not tell counts as wrapped. Confined to one thread.
final class KeyReign {
  static final String CREATED = "key-created";
  static final String ROTATED = "key-rotated";

  private final String key;
  private final Set<String> later;
  private Optional<Instant> begin = Optional.empty();
  private Optional<Instant> end = Optional.empty();
  private String successor = "";
  private boolean named;

  /// @param key public name of the key
  /// @param later names of the keys of the same ring that began to wrap after it; a key of a domain
  ///   of pseudonyms is none of them
  KeyReign(String key, Set<String> later) {
    this.key = key;
    this.later = Set.copyOf(later);
  }

  /// Takes the next record of one of the two events.
  void take(AuditRecord record) {
    String kek = record.fact(Fact.KEK).orElse("");
    boolean isCreation = record.event().filter(CREATED::equals).isPresent();
    if (kek.equals(key)) {
      begin = named ? begin : Optional.of(record.at()).filter(_ -> isCreation);
      named = true;
      end = Optional.empty(); // Also a key that was put back wraps again.
      successor = "";
    } else if (!isCreation && later.contains(kek) && (end.isEmpty() || kek.equals(successor))) {
      // Recorded when everything was wrapped under the later one; once more for a key that was made
      // under this one meanwhile.
      end = Optional.of(record.at());
      successor = kek;
    }
  }

  /// Whether any record names the key.
  boolean isNamed() {
    return named;
  }

  /// Whether the key wrapped anything at some time of the period.
  boolean reaches(ReportOrder.Period period) {
    return begin.map(it -> it.isBefore(period.until())).orElse(true)
        && end.map(it -> it.isAfter(period.from())).orElse(true);
  }

  String sentence() {
    return "The key wrapped "
        + begin.map(it -> "from " + Words.time(it)).orElse("from before its begin was recorded")
        + end.map(it -> " until " + Words.time(it) + ", when all was under a later key.")
            .orElse(" on; no record tells that all is under a later key.");
  }
}
