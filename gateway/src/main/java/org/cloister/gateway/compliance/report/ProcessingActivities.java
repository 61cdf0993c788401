package org.cloister.gateway.compliance.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cloister.audit.AuditException;
import org.cloister.audit.EntryKind;
import org.cloister.audit.LogPage;
import org.cloister.audit.LogQuery;
import org.cloister.gateway.record.AuditRecord;
import org.cloister.models.Manifest;
import org.cloister.models.ModelInput;
import org.cloister.policies.PurposeOfUse;

/// Record of processing activities, GDPR Art. 30(1)(a) to (g), made from the configuration in force
/// and not from what somebody once wrote down. Lines stand in a fixed order, so that two of them
/// can be compared by a diff.
final class ProcessingActivities implements Composer {
  private static final List<String> MEASURES =
      List.of(
          "De-identification: a model gets the inputs that its manifest lists and nothing else",
          "Encryption at rest: AES-256-GCM under a key of each person; backups hold ciphertext",
          "Access control: Cedar policies, deny by default; four eyes for break-glass",
          "Records: tamper-evident log (RFC 6962) with signed checkpoints; no record, no answer",
          "Erasure: a person's keys are destroyed while all proofs stay valid");

  private final ReportOrder order;
  private final Organisation organisation;
  private final ReportMaker.Sources sources;

  ProcessingActivities(ReportOrder order, Organisation organisation, ReportMaker.Sources sources) {
    this.order = order;
    this.organisation = organisation;
    this.sources = sources;
  }

  /// None: what it counts, the log counts.
  @Override
  public Optional<LogQuery> records() {
    return Optional.empty();
  }

  @Override
  public Use take(AuditRecord record) {
    return Use.LEFT_OUT;
  }

  @Override
  public Document document() throws AuditException {
    Map<String, String> about = new LinkedHashMap<>();
    about.put("(a) Controller", organisation.name() + ", " + organisation.contact());
    about.put("(a) Data protection officer", organisation.dataProtectionOfficer());
    about.put("(c) Categories of data subjects", "patients; members of staff who call the gateway");
    about.put("(e) Transfers to third countries", organisation.policies().transfers());
    about.put("(f) Time limits", "results: until erased; " + organisation.policies().retention());
    about.put("Policy set", sources.policies().policySet().hex());
    List<List<String>> measures = new ArrayList<>();
    MEASURES.forEach(it -> measures.add(List.of(it, "built in")));
    organisation.policies().measures().forEach(it -> measures.add(List.of(it, "organisation")));
    List<List<String>> recipients = new ArrayList<>();
    organisation
        .recipients()
        .forEach((client, recipient) ->
            recipients.add(
                List.of(
                    client,
                    recipient.nameAndAddress(),
                    recipient.contract().orElse("NONE: name it in the settings"))));
    return new Document(
        order.kind(),
        about,
        List.of(),
        List.of(
            new Document.Table(
                "(b), (c) Models: purposes and categories of data",
                List.of(
                    "Model",
                    "Version",
                    "SHA-256",
                    "Intended use",
                    "Impact assessment (Art. 35)",
                    "Inputs",
                    "Uses",
                    "Last used"),
                models()),
            new Document.Table(
                "(b) Purposes of use", List.of("Code", "Purpose", "Uses", "Last used"), purposes()),
            new Document.Table(
                "(d) Recipients outside",
                List.of("Client", "Recipient", "Contract (Art. 28(3))"),
                recipients),
            new Document.Table(
                "Rules in force",
                List.of("Policy", "Says"),
                sources.policies().rules().stream()
                    .map(rule -> List.of(rule.id(), rule.title()))
                    .toList()),
            new Document.Table("(g) Measures", List.of("Measure", "Kind"), measures)));
  }

  private List<List<String>> models() throws AuditException {
    List<List<String>> rows = new ArrayList<>();
    for (Manifest manifest :
        sources.models().manifests().stream()
            .sorted(Comparator.comparing(it -> it.id().value()))
            .toList()) {
      LogQuery uses =
          order.records().model(manifest.id().value()).kinds(EnumSet.of(EntryKind.OUTCOME));
      rows.add(
          List.of(
              manifest.id().value(),
              manifest.version(),
              manifest.digests().model().hex(),
              manifest.card().intendedUse(),
              sources.assessments().of(manifest),
              String.join(" ", manifest.inputs().stream().map(ModelInput::name).sorted().toList()),
              Long.toString(sources.log().count(uses)),
              lastUsed(uses)));
    }
    return rows;
  }

  private List<List<String>> purposes() throws AuditException {
    List<List<String>> rows = new ArrayList<>();
    for (PurposeOfUse purpose : PurposeOfUse.values()) {
      LogQuery uses = order.records().purpose(purpose.name());
      rows.add(
          List.of(
              purpose.name(),
              purpose.display(),
              Long.toString(sources.log().count(uses)),
              lastUsed(uses)));
    }
    return rows;
  }

  private String lastUsed(LogQuery uses) throws AuditException {
    LogPage page = sources.log().search(uses.limit(1));
    return page.entries().isEmpty() ? "never" : Words.time(page.entries().getFirst().time());
  }
}
