package org.cloister.gateway.compliance.reidentify;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.cloister.audit.AuditException;
import org.cloister.audit.Fact;
import org.cloister.audit.Rider;
import org.cloister.audit.Subject;
import org.cloister.deid.sealing.SealingException;
import org.cloister.gateway.answer.Issue;
import org.cloister.gateway.answer.OutcomeCode;
import org.cloister.gateway.compliance.Act;
import org.cloister.gateway.compliance.Content;
import org.cloister.gateway.compliance.OversightPermit;
import org.cloister.gateway.compliance.Person;
import org.cloister.gateway.compliance.reidentify.Allowance.Use;
import org.cloister.gateway.compliance.reidentify.Allowance.Wanted;
import org.cloister.gateway.compliance.reidentify.Requests.Contents;
import org.cloister.gateway.compliance.reidentify.Waiting.State;
import org.cloister.gateway.record.RecordSealer;

/// Opens what was approved, for whoever asked and nobody else, once. All codes of a request or
/// none; a code that does not open ends the request, so that nothing can be tried out.
final class OpeningDesk {
  static final String EVENT = "reidentified";

  private final Requests requests;
  private final RequestTrail trail;
  private final OpenableDomains domains;
  private final Allowance allowance;
  private final RecordSealer sealer;
  private final ReidentificationTerms terms;

  OpeningDesk(
      Requests requests,
      RequestTrail trail,
      OpenableDomains domains,
      Allowance allowance,
      RecordSealer sealer,
      ReidentificationTerms terms) {
    this.requests = requests;
    this.trail = trail;
    this.domains = domains;
    this.allowance = allowance;
    this.sealer = sealer;
    this.terms = terms;
  }

  Act open(OversightPermit permit, UUID id) throws SQLException, SealingException, AuditException {
    Person asker = Person.of(permit, sealer);
    Optional<Waiting> found = requests.find(id).filter(it -> it.asker().isSameAs(asker));
    if (found.isEmpty()) {
      return Act.refused(EVENT, OutcomeCode.NOT_FOUND);
    }
    Waiting request = found.get();
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("request", request.id().toString());
    details.put("domain", request.domain());
    details.put("codes", request.codes());
    Optional<String> obstacle = obstacle(permit, request);
    if (obstacle.isEmpty()) {
      obstacle = trail.contradiction(request);
    }
    if (obstacle.isPresent()) {
      return Act.refused(EVENT, Issue.of(OutcomeCode.DENIED).saying(obstacle.get()))
          .details(details);
    }
    Wanted wanted =
        new Wanted(Use.OPENED, request.domain(), asker.staff(), request.codes(), permit.at());
    if (!allowance.admits(wanted)) {
      return Act.refused(EVENT, OutcomeCode.DAILY_LIMIT).details(details);
    }
    Contents contents = requests.contents(request);
    if (!contents.asker().isSameAs(asker)) {
      return Act.refused(EVENT, OutcomeCode.NOT_FOUND).details(details);
    }
    List<String> codes = contents.codes();
    details.put("pseudonyms", codes);
    return switch (domains.open(request.domain(), codes)) {
      case OpenableDomains.Result.Closed(var reason) ->
          Act.refused(EVENT, reason.issue())
              .details(details)
              .riders(reason.mayPass() ? List.of() : riders(request, State.FAILED, wanted));
      case OpenableDomains.Result.Opened(var originals) ->
          // Told only once this record is durable: if the process dies before, the request is still
          // approved; if it dies after, it counts as opened, and nobody was told.
          Act.read(EVENT, Content.of(200, "application/fhir+json", originals.parameters()))
              .facts(Map.of(Fact.COUNT, Integer.toString(codes.size())))
              .details(details)
              .concerning(subjects(originals))
              .riders(riders(request, State.OPENED, wanted));
    };
  }

  private Optional<String> obstacle(OversightPermit permit, Waiting request) {
    return switch (request.state()) {
      case WAITING -> Optional.of("This request waits for a data trustee's approval.");
      case REFUSED -> Optional.of("A data trustee refused this request.");
      case WITHDRAWN -> Optional.of("This request was withdrawn.");
      case OPENED -> Optional.of("This request was opened, which is done once.");
      case FAILED -> Optional.of("A pseudonym of this request did not open; ask anew.");
      case APPROVED -> {
        if (permit.at().isAfter(request.until(terms))) {
          yield Optional.of("The time in which this request could be opened is over.");
        }
        yield permit.purpose().name().equals(request.purpose())
            ? Optional.empty()
            : Optional.of("This request was approved for another purpose of use.");
      }
    };
  }

  private List<Rider> riders(Waiting request, State state, Wanted wanted) {
    List<Rider> riders = new ArrayList<>(allowance.riders(wanted));
    riders.add(requests.open(request, state));
    return riders;
  }

  private List<Subject> subjects(Originals originals) {
    return originals.patients().stream()
        .map(patient -> sealer.subject(terms.tenant(), patient))
        .distinct()
        .toList();
  }
}
