package org.cloister.gateway.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cloister.audit.AuditException;
import org.cloister.audit.Subject;
import org.cloister.gateway.answer.OutcomeCode;
import org.cloister.gateway.compliance.Act;
import org.cloister.gateway.compliance.Content;
import org.cloister.gateway.compliance.Demand;
import org.cloister.gateway.compliance.Oversight;
import org.cloister.gateway.event.AuditEventSearch;
import org.cloister.gateway.event.EventQuery;
import org.cloister.gateway.event.EventQuery.Parsed;
import org.cloister.gateway.event.EventQueryParser;
import org.cloister.gateway.event.EventQueryParser.Unknown;
import org.cloister.gateway.record.AuditRecord;
import org.cloister.policies.OversightAction;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// The log as AuditEvents, for compliance officers. That they looked is a record too, found by
/// every patient whom they looked at, and durable before they see anything.
@RestController
class AuditEventController {
  private static final String AUDIT_READ = "audit-read";

  private final Oversight oversight;
  private final EventQueryParser parser;
  private final AuditEventSearch search;

  AuditEventController(Oversight oversight, EventQueryParser parser, AuditEventSearch search) {
    this.oversight = oversight;
    this.parser = parser;
    this.search = search;
  }

  @GetMapping(
      path = "/fhir/AuditEvent",
      produces = {FhirMedia.JSON, FhirMedia.PLAIN_JSON})
  void search(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Parsed parsed = parser.parse(parameters(request), unknown(request));
    Optional<String> patientId =
        switch (parsed) {
          case Parsed.Refused _ -> Optional.empty();
          case Parsed.Accepted(var query) -> query.patient().map(EventQuery.Patient::id);
        };
    OversightResponses.answer(
        request,
        response,
        officer ->
            oversight.perform(
                officer,
                Demand.about(OversightAction.SEARCH_AUDIT, AUDIT_READ, patientId),
                permit ->
                    switch (parsed) {
                      case Parsed.Refused(var issue) -> Act.refused(AUDIT_READ, issue);
                      case Parsed.Accepted(var query) -> page(query);
                    }));
  }

  @GetMapping(
      path = "/fhir/AuditEvent/{id}",
      produces = {FhirMedia.JSON, FhirMedia.PLAIN_JSON})
  void read(@PathVariable("id") String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    OversightResponses.answer(
        request,
        response,
        officer ->
            oversight.perform(
                officer,
                Demand.of(OversightAction.SEARCH_AUDIT, AUDIT_READ),
                permit -> {
                  Optional<AuditRecord> found = search.read(id);
                  return found.isEmpty()
                      ? Act.refused(AUDIT_READ, OutcomeCode.NOT_FOUND)
                      : Act.read(AUDIT_READ, json(search.event(id, found.get())))
                          .details(Map.of("read", found.get().id().toString()))
                          .concerning(found.get().subject().stream().toList());
                }));
  }

  private Act page(EventQuery query) throws AuditException {
    AuditEventSearch.Found found = search.find(query);
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("query", query.recorded());
    details.put("found", found.records().size());
    if (!found.records().isEmpty()) {
      details.put("newestIndex", found.records().getFirst().index());
      details.put("oldestIndex", found.records().getLast().index());
    }
    List<Subject> looked =
        found.records().stream().flatMap(record -> record.subject().stream()).distinct().toList();
    return Act.read(AUDIT_READ, json(search.bundle(query, found)))
        .details(details)
        .concerning(looked);
  }

  private static Content json(byte[] resource) {
    return Content.of(200, FhirMedia.JSON, resource);
  }

  private static Map<String, List<String>> parameters(HttpServletRequest request) {
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    request.getParameterMap().forEach((name, values) -> parameters.put(name, List.of(values)));
    return parameters;
  }

  private static Unknown unknown(HttpServletRequest request) {
    String prefer = request.getHeader("Prefer");
    return prefer != null && prefer.contains("handling=lenient")
        ? Unknown.IGNORED
        : Unknown.REFUSED;
  }
}
