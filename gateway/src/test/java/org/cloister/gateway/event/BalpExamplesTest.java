package org.cloister.gateway.event;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.validation.ResultSeverityEnum;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cloister.gateway.answer.Validation;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The judges of our AuditEvents are judged themselves: by IHE's own examples, and by examples with
/// one rule broken.
class BalpExamplesTest {
  @BeforeEach
  void data() {
    Validation.assumeSharedData();
  }

  @Test
  void examples_areAccepted() throws IOException {
    List<String> refused = new ArrayList<>();
    for (JsonNode example : read("auditevent-examples.json")) {
      problems(example)
          .forEach(problem -> refused.add(example.path("id").asText() + ": " + problem));
    }
    assertThat(refused).isEmpty();
  }

  @Test
  void mutants_areRefusedByTheValidatorOrByOurOwnCheck() throws IOException {
    List<String> accepted = new ArrayList<>();
    int mutants = 0;
    for (JsonNode mutant : read("auditevent-mutants.json")) {
      mutants++;
      if (problems(mutant.path("resource")).isEmpty()) {
        accepted.add(mutant.path("file").asText());
      }
    }
    assertThat(accepted).isEmpty();
    assertThat(mutants).isEqualTo(22);
  }

  private static List<String> problems(JsonNode event) {
    List<String> problems = new ArrayList<>(AuditEventCheck.problems(event));
    Validation.problems(event.toString().getBytes(StandardCharsets.UTF_8)).stream()
        .filter(message -> message.getSeverity().compareTo(ResultSeverityEnum.ERROR) >= 0)
        .forEach(message -> problems.add(message.getMessage()));
    return problems;
  }

  private static JsonNode read(String file) throws IOException {
    Path path = Path.of(System.getProperty("cloister.shared", "absent"), "data/audit/balp", file);
    return new ObjectMapper().readTree(Files.readString(path));
  }
}
