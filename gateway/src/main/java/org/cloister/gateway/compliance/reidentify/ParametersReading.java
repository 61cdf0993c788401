package org.cloister.gateway.compliance.reidentify;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.cloister.deid.pseudonym.Decryption;
import org.cloister.gateway.answer.Issue;
import org.cloister.gateway.answer.OutcomeCode;
import org.cloister.gateway.compliance.reidentify.ReidentifyParameters.Ask;
import org.cloister.gateway.compliance.reidentify.ReidentifyParameters.Open;
import org.cloister.gateway.compliance.reidentify.ReidentifyParameters.Rejected;
import org.cloister.gateway.record.GivenId;

/// Reads one Parameters resource of `$reidentify`. Confined to its thread.
final class ParametersReading {
  private static final ObjectMapper JSON =
      new ObjectMapper(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(8).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static final String URN_UUID = "urn:uuid:";
  private static final Set<String> NAMES = Set.of("domain", "pseudonym", "reason", "request");
  private static final List<String> TYPES = List.of("valueString", "valueUuid", "valueCode");

  private final Map<String, List<String>> given = new HashMap<>();
  private Optional<Issue> objection = Optional.empty();

  private ParametersReading() {}

  static ParametersReading of(byte[] body) {
    ParametersReading reading = new ParametersReading();
    try {
      JsonNode json = JSON.readTree(body);
      if (json == null || !json.path("resourceType").asText().equals("Parameters")) {
        reading.object(
            Issue.of(OutcomeCode.PARAMETER_INVALID).saying("Send a Parameters resource."));
      } else {
        json.path("parameter").forEach(reading::read);
      }
    } catch (IOException notJson) {
      reading.object(Issue.of(OutcomeCode.MALFORMED));
    }
    return reading;
  }

  private void read(JsonNode parameter) {
    String name = parameter.path("name").asText();
    Optional<String> value = value(parameter);
    if (NAMES.contains(name) && value.isPresent()) {
      given.computeIfAbsent(name, _ -> new ArrayList<>()).add(value.get());
    } else {
      object(Issue.of(OutcomeCode.PARAMETER_INVALID));
    }
  }

  private static Optional<String> value(JsonNode parameter) {
    return TYPES.stream()
        .map(parameter::path)
        .filter(JsonNode::isTextual)
        .map(value -> value.textValue().strip())
        .filter(value -> !value.isEmpty())
        .findFirst();
  }

  private void object(Issue issue) {
    objection = objection.or(() -> Optional.of(issue));
  }

  ReidentifyParameters parameters() {
    if (objection.isPresent()) {
      return new Rejected(objection.get());
    }
    return given.containsKey("request") ? open() : ask();
  }

  private ReidentifyParameters open() {
    List<String> requests = values("request");
    Optional<UUID> request = GivenId.parse(bare(requests.getFirst()));
    return request.isPresent() && requests.size() == 1 && given.size() == 1
        ? new Open(request.get())
        : new Rejected(
            Issue.of(OutcomeCode.PARAMETER_INVALID)
                .saying("Send the id of one request (request), and nothing else with it."));
  }

  private ReidentifyParameters ask() {
    List<String> domains = values("domain");
    List<String> reasons = values("reason");
    List<String> codes = values("pseudonym").stream().map(ParametersReading::bare).toList();
    if (domains.isEmpty() || codes.isEmpty() || reasons.isEmpty()) {
      return new Rejected(
          Issue.of(OutcomeCode.PARAMETER_MISSING)
              .saying("Send the domain, each pseudonym, and the reason in words."));
    }
    if (domains.size() > 1
        || reasons.size() > 1
        || reasons.getFirst().length() > Ask.LONGEST_REASON
        || codes.size() > Ask.MOST_CODES
        || new HashSet<>(codes).size() < codes.size()) {
      return new Rejected(Issue.of(OutcomeCode.PARAMETER_INVALID));
    }
    for (int i = 0; i < codes.size(); i++) {
      String code = codes.get(i);
      if (GivenId.parse(code).isEmpty() && !Decryption.isEncrypted(code)) {
        return new Rejected(Issue.of(OutcomeCode.PARAMETER_INVALID).at(Unopened.place(i)));
      }
    }
    return new Ask(domains.getFirst(), codes, reasons.getFirst());
  }

  private List<String> values(String name) {
    return given.getOrDefault(name, List.of());
  }

  private static String bare(String uuid) {
    return uuid.startsWith(URN_UUID) ? uuid.substring(URN_UUID.length()) : uuid;
  }
}
