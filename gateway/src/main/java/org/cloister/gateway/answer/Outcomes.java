package org.cloister.gateway.answer;

import java.io.IOException;
import java.util.List;

/// Refusals, as FHIR OperationOutcome (https://hl7.org/fhir/R4/operationoutcome.html).
public final class Outcomes {
  private Outcomes() {}

  /// UTF-8 JSON with one `issue` for each, in their order.
  ///
  /// @param issues at least one
  public static byte[] operationOutcome(List<Issue> issues) {
    if (issues.isEmpty()) {
      throw new IllegalArgumentException("an OperationOutcome has at least one issue");
    }
    return FhirJson.resource(
        "OperationOutcome",
        json -> {
          json.startArray("issue");
          for (Issue issue : issues) {
            write(json, issue);
          }
          json.endArray();
        });
  }

  public static byte[] operationOutcome(Issue issue) {
    return operationOutcome(List.of(issue));
  }

  private static void write(FhirJson json, Issue issue) throws IOException {
    json.startObject();
    json.string("severity", "error");
    json.string("code", issue.issueType());
    json.startObject("details");
    json.startArray("coding");
    json.coding(Terminology.OUTCOME, issue.code().code());
    json.endArray();
    json.string("text", issue.text());
    json.endObject();
    if (issue.diagnostics().isPresent()) {
      json.string("diagnostics", issue.diagnostics().get());
    }
    if (!issue.expression().isEmpty()) {
      json.startArray("expression");
      for (String expression : issue.expression()) {
        json.value(expression);
      }
      json.endArray();
    }
    json.endObject();
  }
}
