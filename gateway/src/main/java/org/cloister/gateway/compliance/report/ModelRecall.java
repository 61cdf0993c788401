package org.cloister.gateway.compliance.report;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.cloister.audit.EntryKind;
import org.cloister.audit.LogQuery;
import org.cloister.audit.Outcome;
import org.cloister.gateway.record.AuditRecord;

/// Every result of a model version that was released, with its patient: whom to tell when the
/// version turns out to be wrong.
final class ModelRecall implements Composer {
  private final ReportOrder order;
  private final Set<String> patients = new TreeSet<>();
  private final List<List<String>> rows = new ArrayList<>();

  ModelRecall(ReportOrder order) {
    this.order = order;
  }

  @Override
  public Optional<LogQuery> records() {
    return Optional.of(
        order
            .ofModel(order.records())
            .kinds(EnumSet.of(EntryKind.OUTCOME))
            .outcomes(EnumSet.of(Outcome.OK)));
  }

  @Override
  public Use take(AuditRecord record) {
    if (record.model().isEmpty()) {
      return Use.LEFT_OUT;
    }
    String patient = record.patient().orElse("(erased)");
    patients.add(patient);
    rows.add(
        List.of(
            patient,
            Words.time(record.at()),
            record.model().get(),
            record.modelHash().orElse(""),
            record.modelInput().orElse(""),
            record.modelOutput().orElse(""),
            String.join(" ", record.resources()),
            record.id().toString()));
    return Use.USED;
  }

  @Override
  public Document document() {
    Map<String, String> about = new LinkedHashMap<>(order.form().fields());
    about.remove("kind");
    about.put("Patients", Integer.toString(patients.size()));
    about.put("Results", Integer.toString(rows.size()));
    return new Document(
        order.kind(),
        about,
        List.of(
            "Every answer that was released, each with the results that it held. The same model"
                + " gives the same output for the same input again: compare their SHA-256."),
        List.of(
            new Document.Table(
                "Results",
                List.of(
                    "Patient",
                    "Time",
                    "Model",
                    "SHA-256 of the model",
                    "SHA-256 of its input",
                    "SHA-256 of its output",
                    "Results",
                    "Record"),
                rows)));
  }
}
