package org.cloister.gateway.compliance.report;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.cloister.audit.LogQuery;
import org.cloister.gateway.record.Actor;
import org.cloister.gateway.record.AuditRecord;
import org.cloister.gateway.record.RecordSealer;

/// Whom a breach touched: the patients of every record that matches a user, client, token, model or
/// period, with first, last and number, and what the notification rules then ask for.
///
/// Data are "unsecured" (45 CFR 164.402) only where a key was lost as well: [KeyRadius]. Without it
/// the copy of a stolen disk holds ciphertext (GDPR Art. 34(3)(a)).
final class BreachRadius implements Composer {
  private final ReportOrder order;
  private final String tenant;
  private final RecordSealer sealer;
  private final String defaultIssuer;
  private final Map<String, Touched> patients = new TreeMap<>();
  private long refused;
  private long nobody;

  /// What of one patient was touched.
  private static final class Touched {
    private Instant first = Instant.MAX;
    private Instant last = Instant.MIN;
    private long records;
    private long released;
  }

  /// @param defaultIssuer whose users are meant where the order names no issuer
  BreachRadius(ReportOrder order, String tenant, RecordSealer sealer, String defaultIssuer) {
    this.order = order;
    this.tenant = tenant;
    this.sealer = sealer;
    this.defaultIssuer = defaultIssuer;
  }

  @Override
  public Optional<LogQuery> records() {
    LogQuery query = order.ofModel(order.records());
    Optional<String> user = order.form().text("user");
    if (user.isPresent()) {
      String issuer = order.form().text("issuer").orElse(defaultIssuer);
      query = query.agent(sealer.user(tenant, issuer, user.get()));
    }
    Optional<String> token = order.form().text("token");
    return Optional.of(token.isPresent() ? query.token(sealer.token(token.get())) : query);
  }

  @Override
  public Use take(AuditRecord record) {
    Optional<String> client = order.form().text("client");
    if (client.isPresent() && !client.equals(record.actor().map(Actor::client))) {
      return Use.LEFT_OUT;
    }
    if (record.patient().isEmpty()) {
      if (record.isErased()) {
        nobody++;
        return Use.USED;
      }
      return Use.LEFT_OUT;
    }
    Touched touched = patients.computeIfAbsent(record.patient().get(), _ -> new Touched());
    touched.records++;
    touched.first = record.at().isBefore(touched.first) ? record.at() : touched.first;
    touched.last = record.at().isAfter(touched.last) ? record.at() : touched.last;
    if (Words.released(record)) {
      touched.released++;
    } else {
      refused++;
    }
    return Use.USED;
  }

  @Override
  public Document document() {
    Map<String, String> about = new LinkedHashMap<>();
    order
        .form()
        .fields()
        .forEach((name, value) -> {
          if (!name.equals("kind") && !name.equals("assessment")) {
            about.put(name, value);
          }
        });
    List<List<String>> rows =
        patients.entrySet().stream()
            .map(entry ->
                List.of(
                    entry.getKey(),
                    Words.time(entry.getValue().first),
                    Words.time(entry.getValue().last),
                    Long.toString(entry.getValue().records),
                    Long.toString(entry.getValue().released)))
            .toList();
    return new Document(
        order.kind(),
        about,
        List.of(
            patients.size() + " patients are affected.",
            "Entries whose patient was erased before, so that nobody can be named: "
                + nobody
                + "."),
        List.of(
            new Document.Table(
                "Patients affected",
                List.of("Patient", "First", "Last", "Entries", "Of these released"),
                rows),
            new Document.Table(
                "Assessment (45 CFR 164.402, GDPR Art. 33(3))",
                List.of("Factor", "Finding"),
                factors()),
            NoticeClocks.of(order.form().instant("discovered").orElseThrow(), patients.size())));
  }

  private List<List<String>> factors() {
    long released = patients.values().stream().mapToLong(it -> it.released).sum();
    long reached = patients.values().stream().filter(it -> it.released > 0).count();
    return List.of(
        List.of(
            "Nature and extent of the data",
            "calculated results and the records of their use; "
                + released
                + " entries released data"),
        List.of(
            "The unauthorised person",
            order
                .form()
                .text("user")
                .or(() -> order.form().text("client"))
                .or(() -> order.form().text("token").map(_ -> "the holder of the token"))
                .orElse("not named in the order")),
        List.of(
            "Whether data were acquired or viewed",
            reached + " patients: yes; refused attempts: " + refused),
        List.of(
            "Extent to which the risk is mitigated",
            "what is stored is ciphertext and not unsecured while no key is lost (a lost key is a"
                + " report of its own); what was released above left in clear"),
        List.of("Assessment", order.form().text("assessment").orElse("to be written")));
  }
}
