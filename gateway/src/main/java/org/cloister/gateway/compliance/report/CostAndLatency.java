package org.cloister.gateway.compliance.report;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.cloister.audit.EntryKind;
import org.cloister.audit.LogQuery;
import org.cloister.audit.Outcome;
import org.cloister.gateway.answer.MeteringFigures;
import org.cloister.gateway.record.Actor;
import org.cloister.gateway.record.AuditRecord;

/// What inference cost and how long it took, by model, purpose and client. Sums are exact (whole
/// pico-USD), percentiles are of the calls themselves (nearest rank), not of averages.
final class CostAndLatency implements Composer {
  private final ReportOrder order;
  private final Map<String, Group> groups = new TreeMap<>();

  /// Calls that are told together.
  private static final class Group {
    private final List<String> names;
    private final List<Long> nanos = new ArrayList<>();
    private BigInteger picoUsd = BigInteger.ZERO;
    private long answered;

    Group(List<String> names) {
      this.names = names;
    }
  }

  CostAndLatency(ReportOrder order) {
    this.order = order;
  }

  @Override
  public Optional<LogQuery> records() {
    return Optional.of(order.ofModel(order.records()).kinds(EnumSet.of(EntryKind.OUTCOME)));
  }

  @Override
  public Use take(AuditRecord record) {
    Optional<MeteringFigures> figures = record.figures();
    Optional<String> client = record.actor().map(Actor::client);
    Optional<String> wanted = order.form().text("client");
    if (figures.isEmpty() || (wanted.isPresent() && !wanted.equals(client))) {
      return Use.LEFT_OUT;
    }
    List<String> names =
        List.of(
            record.model().orElse("(none)"),
            record.purpose().orElse("(none)"),
            client.orElse("(erased)"));
    Group group = groups.computeIfAbsent(String.join("\n", names), _ -> new Group(names));
    group.nanos.add(totalNanos(figures.get()));
    group.picoUsd = group.picoUsd.add(BigInteger.valueOf(figures.get().costPicoUsd()));
    group.answered += record.outcome() == Outcome.OK ? 1 : 0;
    return Use.USED;
  }

  /// All stages together, as far as the record itself knows them: the commit comes after it.
  static long totalNanos(MeteringFigures figures) {
    return figures.stages().stream().mapToLong(MeteringFigures.Timing::nanos).sum();
  }

  /// Nearest rank: the smallest value that at least so many percent do not exceed.
  static long percentile(List<Long> sorted, int percent) {
    int rank = Math.ceilDiv(sorted.size() * percent, 100);
    return sorted.get(Math.max(rank, 1) - 1);
  }

  @Override
  public Document document() {
    List<List<String>> rows = new ArrayList<>();
    BigInteger total = BigInteger.ZERO;
    long calls = 0;
    for (Group group : groups.values()) {
      List<Long> sorted = group.nanos.stream().sorted().toList();
      List<String> row = new ArrayList<>(group.names);
      row.add(Integer.toString(sorted.size()));
      row.add(Long.toString(group.answered));
      row.add(group.picoUsd.toString());
      for (int percent : new int[] {50, 95, 99, 100}) {
        row.add(Long.toString(percentile(sorted, percent)));
      }
      rows.add(row);
      total = total.add(group.picoUsd);
      calls += sorted.size();
    }
    Map<String, String> about = new LinkedHashMap<>(order.form().fields());
    about.remove("kind");
    about.put("Calls", Long.toString(calls));
    about.put("Cost in pico-USD", total.toString());
    return new Document(
        order.kind(),
        about,
        List.of("Cost is computed from the tariff of the settings in force at each call."),
        List.of(
            new Document.Table(
                "By model, purpose and client",
                List.of(
                    "Model",
                    "Purpose",
                    "Client",
                    "Calls",
                    "Answered",
                    "Cost (pico-USD)",
                    "p50 (ns)",
                    "p95 (ns)",
                    "p99 (ns)",
                    "Longest (ns)"),
                rows)));
  }
}
