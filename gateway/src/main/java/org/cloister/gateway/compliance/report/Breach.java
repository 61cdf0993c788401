package org.cloister.gateway.compliance.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.cloister.gateway.compliance.report.BreachDuty.Due;

/// One breach as the log tells it. `toString` is redacted.
///
/// @param texts what GDPR Art. 33(5) wants documented, as it was said last
/// @param patients how many are affected, once that is known
/// @param settled how each duty ended that has ended: what was done on which day, or why nothing
record Breach(
    String id,
    Instant discovered,
    Map<String, String> texts,
    OptionalLong patients,
    Map<BreachDuty, String> settled) {
  Breach {
    texts = new TreeMap<>(texts);
    settled = new EnumMap<>(settled);
  }

  static Breach discovered(String id, Instant at) {
    return new Breach(id, at, Map.of(), OptionalLong.empty(), new EnumMap<>(BreachDuty.class));
  }

  Breach saying(Map<String, String> more, OptionalLong number) {
    Map<String, String> all = new TreeMap<>(texts);
    all.putAll(more);
    return new Breach(id, discovered, all, number.isPresent() ? number : patients, settled);
  }

  Breach settling(BreachDuty duty, String how) {
    Map<BreachDuty, String> more = new EnumMap<>(BreachDuty.class);
    more.putAll(settled);
    more.put(duty, how);
    return new Breach(id, discovered, texts, patients, more);
  }

  Due due(BreachDuty duty) {
    return duty.due(discovered, patients.orElse(Long.MAX_VALUE));
  }

  /// The first clock that runs; empty where nothing is left to be told.
  Optional<Instant> next() {
    Optional<Instant> next = Optional.empty();
    for (BreachDuty duty : BreachDuty.values()) {
      Optional<Instant> at = settled.containsKey(duty) ? Optional.empty() : due(duty).at();
      next = at.isPresent() && (next.isEmpty() || at.get().isBefore(next.get())) ? at : next;
    }
    return next;
  }

  Map<String, Object> json(Instant now) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", id);
    json.put("discovered", discovered.toString());
    json.putAll(texts);
    patients.ifPresent(number -> json.put("patients", number));
    List<Map<String, Object>> duties = new ArrayList<>();
    for (BreachDuty duty : BreachDuty.values()) {
      duties.add(json(duty, now));
    }
    json.put("duties", duties);
    json.put("overdue", next().filter(now::isAfter).isPresent());
    return json;
  }

  private Map<String, Object> json(BreachDuty duty, Instant now) {
    Due due = due(duty);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("duty", duty.code());
    json.put("rule", due.rule());
    due.at().ifPresent(at -> json.put("due", at.toString()));
    Optional<String> how = Optional.ofNullable(settled.get(duty));
    how.ifPresent(it -> json.put("settled", it));
    json.put("overdue", how.isEmpty() && due.at().filter(now::isAfter).isPresent());
    return json;
  }

  @Override
  public String toString() {
    return "Breach[redacted]";
  }
}
