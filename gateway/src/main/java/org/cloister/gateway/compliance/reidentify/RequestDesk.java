package org.cloister.gateway.compliance.reidentify;

import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.cloister.audit.Rider;
import org.cloister.deid.sealing.SealingException;
import org.cloister.gateway.answer.FhirJson;
import org.cloister.gateway.answer.Issue;
import org.cloister.gateway.answer.OutcomeCode;
import org.cloister.gateway.compliance.Act;
import org.cloister.gateway.compliance.Content;
import org.cloister.gateway.compliance.Form;
import org.cloister.gateway.compliance.OversightPermit;
import org.cloister.gateway.compliance.Person;
import org.cloister.gateway.compliance.reidentify.Allowance.Use;
import org.cloister.gateway.compliance.reidentify.Allowance.Wanted;
import org.cloister.gateway.compliance.reidentify.ReidentifyParameters.Ask;
import org.cloister.gateway.compliance.reidentify.Requests.Contents;
import org.cloister.gateway.compliance.reidentify.Waiting.State;
import org.cloister.gateway.record.GivenId;
import org.cloister.gateway.record.RecordSealer;

/// Requests before anything is opened: asked for, approved, refused, withdrawn, listed. Whether a
/// code is there nobody learns here: it is looked up when it is opened, and not before.
final class RequestDesk {
  static final String REQUESTED = "reidentification-requested";
  static final String APPROVED = "reidentification-approved";
  static final String REFUSED = "reidentification-refused";
  static final String WITHDRAWN = "reidentification-withdrawn";
  static final String READ = "reidentifications-read";

  private final Requests requests;
  private final OpenableDomains domains;
  private final Allowance allowance;
  private final RecordSealer sealer;
  private final ReidentificationTerms terms;

  RequestDesk(
      Requests requests,
      OpenableDomains domains,
      Allowance allowance,
      RecordSealer sealer,
      ReidentificationTerms terms) {
    this.requests = requests;
    this.domains = domains;
    this.allowance = allowance;
    this.sealer = sealer;
    this.terms = terms;
  }

  Act ask(OversightPermit permit, Ask ask) throws SQLException, SealingException {
    if (!domains.has(ask.domain())) {
      return Act.refused(
          REQUESTED,
          Issue.of(OutcomeCode.PARAMETER_INVALID)
              .typed("code-invalid")
              .saying("This server has no such domain."));
    }
    Optional<Unopened> derived = OpenableDomains.derived(ask.codes());
    if (derived.isPresent()) {
      return Act.refused(REQUESTED, derived.get().issue());
    }
    Instant at = permit.at().truncatedTo(ChronoUnit.MICROS);
    Person asker = Person.of(permit, sealer);
    Waiting request =
        new Waiting(
            UUID.randomUUID(),
            ask.domain(),
            ask.codes().size(),
            permit.purpose().name(),
            asker,
            State.WAITING,
            at,
            Optional.empty());
    Wanted wanted = new Wanted(Use.ASKED, ask.domain(), asker.staff(), ask.codes().size(), at);
    if (!allowance.admits(wanted)) {
      return Act.refused(REQUESTED, OutcomeCode.DAILY_LIMIT);
    }
    List<Rider> riders = new ArrayList<>(allowance.riders(wanted));
    riders.add(
        requests.add(request, new Contents(ask.codes(), ask.reason(), permit.person(), asker)));
    riders.add(requests.forget(at.minus(terms.decideWithin()).minus(terms.openWithin())));
    riders.add(allowance.forget(at));
    Map<String, Object> details = details(request);
    details.put("pseudonyms", ask.codes());
    details.put("reason", ask.reason());
    return Act.change(REQUESTED, asked(request)).details(details).riders(riders);
  }

  /// Another person's approval; what is asked for is not changed by it.
  Act approve(OversightPermit permit, String id) throws SQLException {
    return decide(permit, id, APPROVED, State.APPROVED, Map.of());
  }

  /// Turns a request down.
  Act refuse(OversightPermit permit, String id, Form form) throws SQLException {
    Optional<Issue> objection = form.objection(Set.of("note"), Set.of());
    return objection.isPresent()
        ? Act.refused(REFUSED, objection.get())
        : decide(
            permit, id, REFUSED, State.REFUSED, Map.of("note", form.text("note").orElseThrow()));
  }

  private Act decide(
      OversightPermit permit, String id, String event, State state, Map<String, String> further)
      throws SQLException {
    Optional<Waiting> found = find(id).filter(it -> it.state() == State.WAITING);
    if (found.isEmpty() || isOver(found.get(), permit)) {
      return Act.refused(event, OutcomeCode.NOT_FOUND);
    }
    if (found.get().asker().isSameAs(Person.of(permit, sealer))) {
      return Act.refused(
          event,
          Issue.of(OutcomeCode.DENIED)
              .saying("Whoever asked for a re-identification does not decide it."));
    }
    return changed(permit, found.get(), event, state, further);
  }

  /// Taken back by whoever asked, approved or not.
  Act withdraw(OversightPermit permit, String id) throws SQLException {
    Optional<Waiting> found =
        find(id)
            .filter(it -> it.state() == State.WAITING || it.state() == State.APPROVED)
            .filter(it -> it.asker().isSameAs(Person.of(permit, sealer)));
    return found.isEmpty()
        ? Act.refused(WITHDRAWN, OutcomeCode.NOT_FOUND)
        : changed(permit, found.get(), WITHDRAWN, State.WITHDRAWN, Map.of());
  }

  private Act changed(
      OversightPermit permit,
      Waiting request,
      String event,
      State state,
      Map<String, String> further) {
    Map<String, Object> details = details(request);
    details.putAll(further);
    return Act.change(
            event,
            Content.json(
                200, Map.of("request", request.id().toString(), "state", Requests.text(state))))
        .details(details)
        .riders(List.of(requests.decide(request, state, permit.at())));
  }

  /// What waits for a trustee, with all that it takes to decide.
  Act waiting(OversightPermit permit) throws SQLException, SealingException {
    return list(permit, it -> it.state() == State.WAITING && !isOver(it, permit));
  }

  /// The caller's own, whatever became of them.
  Act mine(OversightPermit permit) throws SQLException, SealingException {
    Person asker = Person.of(permit, sealer);
    return list(permit, it -> it.asker().isSameAs(asker));
  }

  private Act list(OversightPermit permit, Predicate<Waiting> wanted)
      throws SQLException, SealingException {
    List<Map<String, Object>> shown = new ArrayList<>();
    for (Waiting request : requests.all()) {
      if (wanted.test(request)) {
        shown.add(shown(request, permit));
      }
    }
    return Act.read(READ, Content.json(200, Map.of("reidentifications", shown)))
        .details(Map.of("count", shown.size()));
  }

  private Map<String, Object> shown(Waiting request, OversightPermit permit)
      throws SQLException, SealingException {
    Contents contents = requests.contents(request);
    Map<String, Object> shown = details(request);
    shown.put("state", isOver(request, permit) ? "expired" : Requests.text(request.state()));
    shown.put("requestedAt", request.requestedAt().toString());
    shown.put("until", request.until(terms).toString());
    shown.put("by", contents.by());
    shown.put("pseudonyms", contents.codes());
    shown.put("reason", contents.reason());
    return shown;
  }

  private Optional<Waiting> find(String id) throws SQLException {
    Optional<UUID> request = GivenId.parse(id);
    return request.isEmpty() ? Optional.empty() : requests.find(request.get());
  }

  private boolean isOver(Waiting request, OversightPermit permit) {
    boolean open = request.state() == State.WAITING || request.state() == State.APPROVED;
    return open && permit.at().isAfter(request.until(terms));
  }

  private Content asked(Waiting request) {
    byte[] json =
        FhirJson.resource(
            "Parameters",
            parameters -> {
              parameters.startArray("parameter");
              Parts.typed(parameters, "request", "valueUuid", "urn:uuid:" + request.id());
              Parts.typed(parameters, "state", "valueCode", Requests.text(request.state()));
              Parts.typed(parameters, "until", "valueInstant", request.until(terms).toString());
              parameters.endArray();
            });
    return Content.of(202, "application/fhir+json", json);
  }

  private static Map<String, Object> details(Waiting request) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("request", request.id().toString());
    details.put("domain", request.domain());
    details.put("codes", request.codes());
    details.put("purpose", request.purpose());
    return details;
  }
}
