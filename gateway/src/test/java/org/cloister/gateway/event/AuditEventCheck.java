package org.cloister.gateway.event;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// What the instance validator lets pass and BALP does not mean: that the patient is a reference to
/// a Patient, and a name is none. It also reads what BALP says of queries and tokens once more, in
/// words of its own.
final class AuditEventCheck {
  private static final Pattern PATIENT = Pattern.compile("(?:.*/)?Patient/[A-Za-z0-9.-]{1,64}");
  private static final Pattern BASE64 =
      Pattern.compile("(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?");

  private AuditEventCheck() {}

  /// Empty is good.
  static List<String> problems(JsonNode event) {
    List<String> problems = new ArrayList<>();
    List<JsonNode> patients =
        elements(event.path("entity"))
            .filter(entity -> entity.path("role").path("code").asText().equals("1"))
            .toList();
    if (patients.size() > 1) {
      problems.add("one event is about one patient");
    }
    for (JsonNode patient : patients) {
      JsonNode what = patient.path("what");
      if (!PATIENT.matcher(what.path("reference").asText()).matches()) {
        problems.add("the patient is no reference to a Patient");
      }
      if (what.has("type") && !what.path("type").asText().equals("Patient")) {
        problems.add("the patient is of another type");
      }
    }
    elements(event.path("entity"))
        .filter(entity -> entity.has("query"))
        .filter(entity -> !BASE64.matcher(entity.path("query").asText()).matches())
        .forEach(entity -> problems.add("a query is base64"));
    elements(event.path("agent"))
        .filter(agent -> agent.path("type").toString().contains("\"UserOauthAgent\""))
        .filter(agent -> agent.path("policy").size() != 1)
        .forEach(agent -> problems.add("the policy of a token's user is the token's id"));
    return problems;
  }

  private static Stream<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }
}
