package org.cloister.gateway.compliance.report;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cloister.audit.AuditException;
import org.cloister.audit.AuditLog;
import org.cloister.audit.Fact;
import org.cloister.audit.LogQuery;
import org.cloister.audit.StoredEntry;
import org.cloister.audit.Subject;
import org.cloister.deid.sealing.KeyClass;
import org.cloister.deid.sealing.KeyExposure.Exposed;
import org.cloister.deid.sealing.KeyExposure.Extent;
import org.cloister.deid.sealing.KeyExposure.Question;
import org.cloister.deid.sealing.KeyExposure.Standing;
import org.cloister.deid.sealing.SealingException;
import org.cloister.gateway.answer.Issue;
import org.cloister.gateway.answer.OutcomeCode;
import org.cloister.gateway.record.AuditRecord;

/// Whom a lost key-encryption key endangers: every patient of whom a copy of the database, taken at
/// some time of the order's period, holds data that open with it. The period is that of the copy: a
/// backup of March is a copy of March.
///
/// A patient counts whose subject key the lost key ever wrapped ([org.cloister.deid.sealing
/// .KeyExposure]) and of whom anything was recorded before the period ended. In doubt they are
/// listed. Who cannot be named is counted, never left out in silence.
final class KeyRadius implements Composer {
  /// Most patients of one report; an order may ask for a part of them.
  static final int MOST_PATIENTS = 250_000;

  private static final int AT_ONCE = 2_000;

  private final ReportOrder order;
  private final String key;
  private final String tenant;
  private final Keys keys;
  private final AuditLog log;
  private final Standing standing;
  private final KeyReign reign;

  // What became of the subjects that the key wrapped.
  private final List<List<String>> rows = new ArrayList<>();
  private long later;
  private long unnamed;
  private long others;

  KeyRadius(ReportOrder order, String tenant, Keys keys, AuditLog log) throws SealingException {
    this.order = order;
    this.key = order.key().orElseThrow();
    this.tenant = tenant;
    this.keys = keys;
    this.log = log;
    this.standing = keys.exposure().standing(key);
    this.reign = new KeyReign(key, standing.later());
  }

  @Override
  public Optional<LogQuery> records() {
    // Of all times: a rotation after the period tells that the key still wrapped in it.
    return Optional.of(LogQuery.all().events(Set.of(KeyReign.CREATED, KeyReign.ROTATED)));
  }

  @Override
  public Use take(AuditRecord record) {
    reign.take(record);
    return Use.USED;
  }

  @Override
  public Document document() throws AuditException, SealingException {
    DomainRadius domains = DomainRadius.of(key, keys);
    if (!standing.maybe() && !reign.isNamed() && domains.isEmpty()) {
      throw new Unmade(Issue.of(OutcomeCode.UNKNOWN_KEY));
    }
    ReportOrder.Part part = order.part();
    LocalDate lastDay = order.period().until().atZone(ZoneOffset.UTC).toLocalDate();
    // Days of keys are those of the database's time zone: a day more is never too few.
    Question question =
        new Question(tenant, standing.epoch(), lastDay.plusDays(1), part.number() - 1, part.of());
    Extent extent = keys.exposure().extent(question);
    if (reign.reaches(order.period())) {
      List<Exposed> exposed = keys.exposure().find(question, MOST_PATIENTS + 1);
      if (exposed.size() > MOST_PATIENTS) {
        throw Unmade.tooManyPatients(extent.inTime(), MOST_PATIENTS);
      }
      for (int from = 0; from < exposed.size(); from += AT_ONCE) {
        judge(exposed.subList(from, Math.min(from + AT_ONCE, exposed.size())), lastDay);
      }
      rows.sort((one, other) -> one.getFirst().compareTo(other.getFirst()));
    }
    return document(extent, domains);
  }

  private void judge(List<Exposed> exposed, LocalDate lastDay)
      throws AuditException, SealingException {
    keys.vault()
        .fetchKeys(
            tenant, KeyClass.ACCOUNTABILITY, exposed.stream().map(Exposed::subject).toList());
    Map<Subject, StoredEntry> oldest = log.oldest(exposed.stream().map(this::subject).toList());
    for (Exposed one : exposed) {
      Optional<AuditRecord> first =
          Optional.ofNullable(oldest.get(subject(one))).map(AuditRecord::of);
      Optional<String> patient = first.flatMap(AuditRecord::patient);
      boolean isClinical = one.classes().contains(KeyClass.CLINICAL);
      if (patient.isPresent() && isLater(one, first.get(), lastDay)) {
        later++;
      } else if (patient.isPresent()) {
        rows.add(List.of(patient.get(), one.since().toString(), sealed(one.classes()), why(one)));
      } else if (isClinical) {
        unnamed++;
      } else {
        // Members of staff, the installation, kept reports.
        others++;
      }
    }
  }

  /// Whether nothing of the patient was there before the period ended. The day of the key decides
  /// where it can; the oldest record may be younger than the data, because records are disposed of.
  private boolean isLater(Exposed one, AuditRecord first, LocalDate lastDay) {
    return !first.at().isBefore(order.period().until())
        && !one.since().isBefore(lastDay.minusDays(1));
  }

  private Subject subject(Exposed one) {
    return new Subject(tenant, HexFormat.of().formatHex(one.subject().bytes()));
  }

  private static String sealed(Set<KeyClass> classes) {
    if (!classes.contains(KeyClass.CLINICAL)) {
      return "records of use";
    }
    return classes.contains(KeyClass.ACCOUNTABILITY)
        ? "results, consents, records of use"
        : "results, consents";
  }

  private String why(Exposed one) {
    if (one.firstEpoch() == 0) {
      return "key made before it was recorded which keys wrap it";
    }
    return one.firstEpoch() == standing.epoch()
        ? "key made under the lost key"
        : "key moved to the lost key by a rotation";
  }

  private Document document(Extent extent, DomainRadius domains) throws AuditException {
    Map<String, String> about = new LinkedHashMap<>(order.form().fields());
    about.remove("kind");
    about.remove("assessment");
    List<Document.Table> tables = new ArrayList<>();
    tables.add(
        new Document.Table(
            "Patients affected",
            List.of("Patient", "Key made on", "What it seals", "Why it opens"),
            rows));
    tables.add(unaffected(extent));
    if (!domains.isEmpty()) {
      tables.add(domains.table());
    }
    tables.add(
        new Document.Table(
            "Assessment (45 CFR 164.402, GDPR Art. 33(3))",
            List.of("Factor", "Finding"),
            factors()));
    long whole = order.part().of() == 1 ? rows.size() : extent.inTime();
    tables.add(NoticeClocks.of(order.form().instant("discovered").orElseThrow(), whole));
    return new Document(order.kind(), about, sentences(extent, domains), tables);
  }

  private List<String> sentences(Extent extent, DomainRadius domains) throws AuditException {
    List<String> sentences = new ArrayList<>();
    sentences.add(rows.size() + " patients are affected.");
    if (order.part().of() > 1) {
      sentences.add(
          "This is part %d of %d: the other parts are reports of their own."
              .formatted(order.part().number(), order.part().of()));
    }
    sentences.add(reign.sentence());
    if (!reign.reaches(order.period())) {
      sentences.add(
          "In the period it wrapped nothing. Copies of the database from when it did hold keys of %d"
                  .formatted(extent.reached())
              + " patients, members of staff and others that it opens: if such a copy is lost,"
              + " order the report for the time of that copy.");
    }
    if (unnamed > 0) {
      sentences.add(
          "Patients who are affected and whom no record names any more: " + unnamed + ".");
    }
    sentences.add(
        "Keys destroyed by erasures since the period began: at most %d. A copy from before holds"
                .formatted(destroyed())
            + " them, and nobody can say any more whose they were. What was erased before the"
            + " period cannot be read with any key.");
    domains.sentence().ifPresent(sentences::add);
    return sentences;
  }

  private long destroyed() throws AuditException {
    long[] destroyed = {0};
    log.scan(
        LogQuery.all().event("erasure").from(order.period().from()),
        0,
        Long.MAX_VALUE,
        entry -> destroyed[0] += destroyed(entry));
    return destroyed[0];
  }

  private static int destroyed(StoredEntry erasure) {
    String names = erasure.facts().getOrDefault(Fact.KEY_IDS.text(), "");
    return names.isEmpty() ? 0 : names.split(",", -1).length;
  }

  private Document.Table unaffected(Extent extent) {
    List<List<String>> counts = new ArrayList<>();
    counts.add(
        List.of(
            "never under the lost key",
            Long.toString(extent.subjects() - extent.reached()),
            "encrypted and the key is safe: not unsecured"));
    if (reign.reaches(order.period())) {
      counts.add(
          List.of(
              "made after the period",
              Long.toString(extent.reached() - extent.inTime() + later),
              "in no copy of the period"));
      counts.add(
          List.of(
              "of members of staff, the installation and kept reports",
              Long.toString(others),
              "opened with the key as well; no patients"));
    }
    return new Document.Table("Other keys", List.of("Keys", "Holders", "What follows"), counts);
  }

  private List<List<String>> factors() {
    return List.of(
        List.of(
            "Nature and extent of the data",
            "calculated results, consents and records of use of the patients above. The key wrapped"
                + " the key of the blind index, too: with both, whether a person whom one knows is"
                + " in the copy can be tested, for anybody"),
        List.of("The unauthorised person", "whoever has the key and a copy of the database"),
        List.of(
            "Whether data were acquired or viewed",
            "cannot be told from the log: reading a copy leaves no record"),
        List.of(
            "Extent to which the risk is mitigated",
            rows.isEmpty()
                ? "nothing in the period was under the key: what is stored is not unsecured"
                : "unsecured for the patients above; for all others what is stored is encrypted,"
                    + " its key is safe, and it is not unsecured"),
        List.of("Assessment", order.form().text("assessment").orElse("to be written")));
  }
}
