package org.cloister.gateway.compliance.report;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.cloister.audit.EntryKind;
import org.cloister.audit.Fact;
import org.cloister.audit.LogQuery;
import org.cloister.gateway.record.AuditRecord;

/// The automatic log of an AI system (Regulation (EU) 2024/1689 Art. 12): what ran, on which kind
/// of input, committing to which output, with which flags and errors. Names no patient and no
/// person.
final class AiLog implements Composer {
  private final ReportOrder order;
  private final List<List<String>> rows = new ArrayList<>();

  AiLog(ReportOrder order) {
    this.order = order;
  }

  @Override
  public Optional<LogQuery> records() {
    return Optional.of(
        order.ofModel(order.records()).kinds(EnumSet.of(EntryKind.OUTCOME, EntryKind.DENIAL)));
  }

  @Override
  public Use take(AuditRecord record) {
    if (record.model().isEmpty()) {
      return Use.LEFT_OUT;
    }
    rows.add(
        List.of(
            Words.time(record.at()),
            record.id().toString(),
            record.model().get(),
            record.modelHash().orElse(""),
            record.fact(Fact.EXECUTION_PROVIDER).orElse(""),
            record.fact(Fact.DEID_PROFILE).orElse(""),
            record.minimum().map(AiLog::text).orElse(""),
            record.policySet().orElse(""),
            record.outputDigest().orElse(""),
            record.outcome().text(),
            flags(record),
            record.figures().map(it -> Long.toString(CostAndLatency.totalNanos(it))).orElse("")));
    return Use.USED;
  }

  private static String flags(AuditRecord record) {
    String issues =
        record.issues().stream().map(AuditRecord.Reason::code).collect(Collectors.joining(" "));
    return record.event().filter("break-glass"::equals).isPresent()
        ? ("break-glass " + issues).strip()
        : issues;
  }

  private static String text(AuditRecord.Minimum minimum) {
    return minimum.used() + " of " + minimum.handedIn() + " (" + minimum.withheld() + ")";
  }

  @Override
  public Document document() {
    Map<String, String> about = new LinkedHashMap<>(order.form().fields());
    about.remove("kind");
    about.put("Calls", Integer.toString(rows.size()));
    return new Document(
        order.kind(),
        about,
        List.of(
            "The input is named by the profile to which it was reduced; the output by the SHA-256"
                + " of the answer as it was sent."),
        List.of(
            new Document.Table(
                "Calls",
                List.of(
                    "Time",
                    "Record",
                    "Model",
                    "SHA-256 of the model",
                    "Execution provider",
                    "SHA-256 of the input profile",
                    "Resources used of those handed in (withheld)",
                    "SHA-256 of the policy set",
                    "SHA-256 of the output",
                    "Outcome",
                    "Flags and errors",
                    "Latency (ns)"),
                rows)));
  }
}
