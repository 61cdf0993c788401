package org.cloister.gateway.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cloister.deid.fhir.LogicalId;
import org.cloister.gateway.answer.EncodedResource;
import org.cloister.gateway.answer.Issue;
import org.cloister.gateway.answer.OutcomeCode;
import org.cloister.gateway.answer.Outcomes;
import org.cloister.gateway.infer.Interpreter;
import org.cloister.gateway.infer.ResultReader;
import org.cloister.gateway.infer.ResultReader.Query;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// Reads and searches of the results that the gateway wrote; the work is [ResultReader]'s.
@RestController
class ResultController {
  private static final Set<String> PARAMETERS = Set.of("subject", "patient", "_count", "_format");
  private static final Set<String> PROVENANCE_PARAMETERS = Set.of("target", "_format");

  /// https://hl7.org/fhir/R4/datatypes.html#id

  private final ResultReader reader;

  private final Interpreter interpreter;

  ResultController(ResultReader reader, Interpreter interpreter) {
    this.reader = reader;
    this.interpreter = interpreter;
  }

  @GetMapping(
      path = "/fhir/{type:RiskAssessment|Observation|Provenance}/{id}",
      produces = {FhirMedia.JSON, FhirMedia.PLAIN_JSON})
  void read(
      @PathVariable("type") String type,
      @PathVariable("id") String id,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    answer(request, response, new Query.ById(type, id));
  }

  @GetMapping(
      path = "/fhir/Device/{id}",
      produces = {FhirMedia.JSON, FhirMedia.PLAIN_JSON})
  void device(
      @PathVariable("id") String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Optional<EncodedResource> device = interpreter.device(id);
    answer(
        request,
        response,
        device.isPresent() ? new Query.Public(device.get()) : new Query.ById("Device", id));
  }

  @GetMapping(
      path = "/fhir/{type:RiskAssessment|Observation}",
      produces = {FhirMedia.JSON, FhirMedia.PLAIN_JSON})
  void search(
      @PathVariable("type") String type, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (refusesUnknown(request, response, PARAMETERS)) {
      return;
    }
    Optional<String> patient = patient(request);
    Optional<Integer> count = count(request);
    if (patient.isEmpty() || count.isEmpty()) {
      refuse(
          response,
          patient.isEmpty() ? OutcomeCode.PARAMETER_MISSING : OutcomeCode.PARAMETER_INVALID,
          "Name one patient (subject=Patient/ID) and, if you like, _count from 1 to "
              + ResultReader.LARGEST_PAGE
              + ".");
      return;
    }
    answer(request, response, new Query.ByPatient(type, patient.get(), count.get()));
  }

  @GetMapping(
      path = "/fhir/Provenance",
      produces = {FhirMedia.JSON, FhirMedia.PLAIN_JSON})
  void provenance(HttpServletRequest request, HttpServletResponse response) throws IOException {
    if (refusesUnknown(request, response, PROVENANCE_PARAMETERS)) {
      return;
    }
    String[] target = one(request, "target").orElse("").split("/", -1);
    if (target.length != 2 || !Set.of("RiskAssessment", "Observation").contains(target[0])) {
      refuse(
          response,
          OutcomeCode.PARAMETER_MISSING,
          "Name one result: target=RiskAssessment/ID or target=Observation/ID.");
      return;
    }
    answer(request, response, new Query.ByTarget("Provenance", target[0], target[1]));
  }

  private void answer(HttpServletRequest request, HttpServletResponse response, Query query)
      throws IOException {
    ReplyWriter.write(
        request,
        response,
        reader.read(BearerHeader.of(request), StatedPurpose.of(request), query),
        reader::undelivered);
  }

  /// An unknown search parameter is refused, not ignored: ignoring one widens the result.
  private static boolean refusesUnknown(
      HttpServletRequest request, HttpServletResponse response, Set<String> known)
      throws IOException {
    Map<String, String[]> parameters = request.getParameterMap();
    if (known.containsAll(parameters.keySet())) {
      return false;
    }
    FhirResponses.refuse(response, OutcomeCode.UNKNOWN_PARAMETER);
    return true;
  }

  private static void refuse(HttpServletResponse response, OutcomeCode code, String sentence)
      throws IOException {
    FhirResponses.refuse(
        response, code, Outcomes.operationOutcome(Issue.of(code).saying(sentence)));
  }

  private static Optional<String> one(HttpServletRequest request, String name) {
    String[] values = request.getParameterValues(name);
    return values != null && values.length == 1 && !values[0].isBlank()
        ? Optional.of(values[0])
        : Optional.empty();
  }

  /// The one patient of a search, under either name of the parameter. A list of patients, or both
  /// parameters, would mean something else than one of them.
  private static Optional<String> patient(HttpServletRequest request) {
    if (request.getParameter("subject") != null && request.getParameter("patient") != null) {
      return Optional.empty();
    }
    return one(request, "subject").or(() -> one(request, "patient")).flatMap(LogicalId::ofPatient);
  }

  private static Optional<Integer> count(HttpServletRequest request) {
    if (request.getParameter("_count") == null) {
      return Optional.of(ResultReader.LARGEST_PAGE);
    }
    return one(request, "_count")
        .filter(text -> text.matches("[1-9][0-9]{0,2}"))
        .map(Integer::parseInt)
        .filter(count -> count <= ResultReader.LARGEST_PAGE);
  }
}
