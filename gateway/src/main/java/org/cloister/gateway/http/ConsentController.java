package org.cloister.gateway.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cloister.deid.fhir.LogicalId;
import org.cloister.gateway.answer.Issue;
import org.cloister.gateway.answer.OutcomeCode;
import org.cloister.gateway.answer.Outcomes;
import org.cloister.gateway.consent.KeptConsent;
import org.cloister.gateway.infer.ConsentDesk;
import org.cloister.gateway.infer.Recording;
import org.cloister.gateway.infer.ResultReader;
import org.cloister.gateway.infer.ResultReader.Query;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/// Create, update, read and search of `Consent`; the work is [ConsentDesk]'s and [ResultReader]'s.
/// There is no delete: a Consent is withdrawn by a version that is not active.
@RestController
class ConsentController {
  /// https://hl7.org/fhir/R4/datatypes.html#id

  private static final Set<String> PARAMETERS = Set.of("patient", "_format");

  private final ConsentDesk desk;
  private final ResultReader reader;
  private final String baseUrl;

  ConsentController(ConsentDesk desk, ResultReader reader, Recording.Terms terms) {
    this.desk = desk;
    this.reader = reader;
    this.baseUrl = terms.baseUrl();
  }

  @PostMapping(
      path = "/fhir/Consent",
      consumes = {FhirMedia.JSON, FhirMedia.PLAIN_JSON},
      produces = {FhirMedia.JSON, FhirMedia.PLAIN_JSON})
  void create(HttpServletRequest request, HttpServletResponse response) throws IOException {
    write(request, response, Optional.empty());
  }

  @PutMapping(
      path = "/fhir/Consent/{id}",
      consumes = {FhirMedia.JSON, FhirMedia.PLAIN_JSON},
      produces = {FhirMedia.JSON, FhirMedia.PLAIN_JSON})
  void update(
      @PathVariable("id") String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (!LogicalId.matches(id)) {
      FhirResponses.refuse(response, OutcomeCode.WRONG_URL);
      return;
    }
    write(request, response, Optional.of(id));
  }

  @GetMapping(
      path = "/fhir/Consent/{id}",
      produces = {FhirMedia.JSON, FhirMedia.PLAIN_JSON})
  void read(@PathVariable("id") String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    answer(request, response, new Query.ConsentById(id));
  }

  @GetMapping(
      path = "/fhir/Consent",
      produces = {FhirMedia.JSON, FhirMedia.PLAIN_JSON})
  void search(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Map<String, String[]> parameters = request.getParameterMap();
    if (!PARAMETERS.containsAll(parameters.keySet())) {
      FhirResponses.refuse(response, OutcomeCode.UNKNOWN_PARAMETER);
      return;
    }
    String[] patients = parameters.getOrDefault("patient", new String[0]);
    Optional<String> patient = LogicalId.ofPatient(patients.length == 1 ? patients[0] : "");
    if (patient.isEmpty()) {
      FhirResponses.refuse(
          response,
          OutcomeCode.PARAMETER_MISSING,
          Outcomes.operationOutcome(
              Issue.of(OutcomeCode.PARAMETER_MISSING)
                  .saying("Name one patient (patient=Patient/ID).")));
      return;
    }
    answer(request, response, new Query.ConsentsOf(patient.get()));
  }

  private void write(HttpServletRequest request, HttpServletResponse response, Optional<String> id)
      throws IOException {
    if (FhirMedia.isEncoded(request)) {
      FhirResponses.refuse(response, OutcomeCode.UNSUPPORTED_MEDIA_TYPE);
      return;
    }
    ConsentDesk.Written written =
        desk.write(
            new ConsentDesk.Request(
                new ServletSubmission(request, Optional.empty()), StatedPurpose.of(request), id));
    if (written.stored().isPresent()) {
      // https://hl7.org/fhir/R4/http.html#create: where it is, and which version.
      KeptConsent stored = written.stored().get();
      response.setHeader("ETag", "W/\"" + stored.version() + "\"");
      response.setHeader("Location", baseUrl + "/Consent/" + stored.id());
    }
    ReplyWriter.write(request, response, written.reply(), desk::undelivered);
  }

  private void answer(HttpServletRequest request, HttpServletResponse response, Query query)
      throws IOException {
    ReplyWriter.write(
        request,
        response,
        reader.read(BearerHeader.of(request), StatedPurpose.of(request), query),
        reader::undelivered);
  }
}
