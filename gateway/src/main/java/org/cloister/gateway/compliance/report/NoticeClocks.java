package org.cloister.gateway.compliance.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Who is to be told of a breach, and by when.
final class NoticeClocks {
  private NoticeClocks() {}

  /// @param discovered when the breach was
  /// @param patients how many it affects
  static Document.Table of(Instant discovered, long patients) {
    List<List<String>> rows = new ArrayList<>();
    for (BreachDuty duty : BreachDuty.values()) {
      BreachDuty.Due due = duty.due(discovered, patients);
      String latest =
          due.at().map(duty == BreachDuty.AUTHORITY ? Words::time : Words::day).orElse("not due");
      rows.add(List.of(duty.title(), latest, due.rule()));
    }
    return new Document.Table("Clocks", List.of("Duty", "Due", "Rule"), rows);
  }
}
