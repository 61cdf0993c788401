package org.cloister.gateway.compliance.report;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.cloister.audit.EntryKind;
import org.cloister.audit.LogQuery;
import org.cloister.audit.Outcome;
import org.cloister.gateway.record.Actor;
import org.cloister.gateway.record.AuditRecord;

/// Which results of which model a clinician accepted or overrode, and which nobody decided about:
/// Regulation (EU) 2024/1689 Art. 14 and 26(2), and what GDPR Art. 22 asks whoever says that no
/// decision is made by a machine alone.
///
/// Counts the results of the period and the decisions that were recorded in it; a decision that
/// came later leaves its result unreviewed here. Names no patient, and members of staff by role.
final class HumanOversight implements Composer {
  private final ReportOrder order;
  private final List<AuditRecord> results = new ArrayList<>();
  private final Map<String, AuditRecord> decisions = new LinkedHashMap<>();

  /// How often the results of one model were decided about.
  private static final class Tally {
    private int results;
    private int accepted;
    private int overridden;
  }

  HumanOversight(ReportOrder order) {
    this.order = order;
  }

  @Override
  public Optional<LogQuery> records() {
    return Optional.of(
        order
            .ofModel(order.records())
            .kinds(EnumSet.of(EntryKind.OUTCOME, EntryKind.SYSTEM))
            .outcomes(EnumSet.of(Outcome.OK)));
  }

  @Override
  public Use take(AuditRecord record) {
    if (DecisionDesk.isResult(record)) {
      results.add(record);
      return Use.USED;
    }
    Optional<String> result =
        record.event().filter(DecisionDesk.EVENT::equals).flatMap(_ -> record.detail("result"));
    // Oldest first: the last word counts.
    result.ifPresent(id -> decisions.put(id, record));
    return result.isPresent() ? Use.USED : Use.LEFT_OUT;
  }

  @Override
  public Document document() {
    Map<List<String>, Tally> tallies =
        new TreeMap<>((a, b) -> String.join(" ", a).compareTo(String.join(" ", b)));
    List<List<String>> overridden = new ArrayList<>();
    List<List<String>> unreviewed = new ArrayList<>();
    for (AuditRecord result : results) {
      Tally tally =
          tallies.computeIfAbsent(
              List.of(result.model().orElse(""), result.modelHash().orElse("")), _ -> new Tally());
      tally.results++;
      Optional<AuditRecord> decision = Optional.ofNullable(decisions.get(result.id().toString()));
      if (decision.isEmpty()) {
        unreviewed.add(
            List.of(Words.time(result.at()), result.model().orElse(""), result.id().toString()));
      } else if (decision
          .get()
          .detail("decision")
          .filter(DecisionDesk.OVERRIDDEN::equals)
          .isPresent()) {
        tally.overridden++;
        overridden.add(override(result, decision.get()));
      } else {
        tally.accepted++;
      }
    }
    return document(tallies, overridden, unreviewed);
  }

  private Document document(
      Map<List<String>, Tally> tallies,
      List<List<String>> overridden,
      List<List<String>> unreviewed) {
    Map<String, String> about = new LinkedHashMap<>(order.form().fields());
    about.remove("kind");
    about.put("Results", Integer.toString(results.size()));
    about.put("Unreviewed", Integer.toString(unreviewed.size()));
    List<List<String>> rows = new ArrayList<>();
    tallies.forEach((model, tally) -> rows.add(row(model, tally)));
    return new Document(
        order.kind(),
        about,
        List.of(
            "A result counts as reviewed when a clinician recorded, by name, whether they accepted"
                + " or overrode it. Of several decisions about one result the last one counts."),
        List.of(
            new Document.Table(
                "By model",
                List.of(
                    "Model",
                    "SHA-256 of the model",
                    "Results",
                    "Accepted",
                    "Overridden",
                    "Unreviewed",
                    "Overridden of those decided"),
                rows),
            new Document.Table(
                "Overridden",
                List.of("Time", "Model", "Record", "Decided", "By", "Reason"),
                overridden),
            new Document.Table("Unreviewed", List.of("Time", "Model", "Record"), unreviewed)));
  }

  private static List<String> row(List<String> model, Tally tally) {
    int decided = tally.accepted + tally.overridden;
    return List.of(
        model.getFirst(),
        model.getLast(),
        Integer.toString(tally.results),
        Integer.toString(tally.accepted),
        Integer.toString(tally.overridden),
        Integer.toString(tally.results - decided),
        decided == 0
            ? "-"
            : String.format(Locale.ROOT, "%.1f %%", 100.0 * tally.overridden / decided));
  }

  private static List<String> override(AuditRecord result, AuditRecord decision) {
    return List.of(
        Words.time(result.at()),
        result.model().orElse(""),
        result.id().toString(),
        Words.time(decision.at()),
        decision.actor().map(Actor::roles).map(Words::roles).orElse("unknown"),
        decision.detail("reason").orElse(""));
  }
}
