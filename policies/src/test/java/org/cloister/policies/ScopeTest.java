package org.cloister.policies;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScopeTest {
  @Test
  void parse_agreesWithEveryCaseOfTheGrammarTable() throws IOException {
    JsonNode cases =
        new ObjectMapper()
            .readTree(SharedData.path("data/fhir/matrices/smart-scopes.json").toFile())
            .path("cases");
    assertThat(cases).isNotEmpty();
    for (JsonNode expected : cases) {
      Optional<Scope> scope = Scope.parse(expected.path("scope").asText());
      boolean resourceScope = expected.path("valid").asBoolean() && !expected.has("kind");
      assertThat(scope.isPresent()).as(expected.toString()).isEqualTo(resourceScope);
      scope.ifPresent(it -> {
        assertThat(it.level()).isEqualTo(expected.path("level").asText());
        assertThat(it.type()).isEqualTo(expected.path("type").asText());
        assertThat(it.permissions()).isEqualTo(expected.path("perms").asText());
        assertThat(it.filter()).hasSize(expected.path("filter").size());
      });
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "patient/Observation",
        "patient/Observation.",
        "patient/Observation.rr",
        "patient/Observation.sr",
        "patient/Observation.x",
        "patient/Observation.Read",
        "patient/Observation.r*",
        "patient/Observation.rs?",
        "patient/Observation.rs?category",
        "patient/Observation.rs?category=",
        "patient/Observation.rs?=laboratory",
        "patient/Observation.rs?a=1&a=2",
        "patient/Observation.rs?a=1&",
        "patient/Observation.rs?a=1 2",
        "patient/Observation.read?a=1",
        "patient/observation.rs",
        "patient/Obs/ervation.rs",
        "Patient/Observation.rs",
        "practitioner/Observation.rs",
        " patient/Observation.rs",
        "patient/Observation.rs\n",
        "patient/Observation.rs\npatient/*.cruds",
        "launch",
        "launch/patient",
        "openid",
        "fhirUser",
        "offline_access"
      })
  void parse_refusesWhatIsNotExactlyAResourceScope(String text) {
    assertThat(Scope.parse(text)).isEmpty();
  }

  @Test
  void grants_coversTheNamedTypeAndPermissionOnly() {
    Scope scope = Scope.parse("system/Observation.rs").orElseThrow();

    assertThat(scope.grants("Observation", 'r')).isTrue();
    assertThat(scope.grants("Observation", 's')).isTrue();
    assertThat(scope.grants("Observation", 'c')).isFalse();
    assertThat(scope.grants("Observation", '*')).isFalse();
    assertThat(scope.grants("Condition", 'r')).isFalse();
  }

  @Test
  void grants_givesNothingForAScopeWithAFilter() {
    Scope scope = Scope.parse("system/Observation.rs?category=laboratory").orElseThrow();

    assertThat(scope.filter()).isEqualTo(Map.of("category", "laboratory"));
    assertThat(scope.grants("Observation", 'r')).isFalse();
  }

  @Test
  void grants_readsFirstVersionScopes() {
    assertThat(Scope.parse("user/*.read").orElseThrow().grants("Condition", 's')).isTrue();
    assertThat(Scope.parse("user/*.read").orElseThrow().grants("Condition", 'c')).isFalse();
    assertThat(Scope.parse("user/*.write").orElseThrow().grants("RiskAssessment", 'c')).isTrue();
    assertThat(Scope.parse("user/*.write").orElseThrow().grants("RiskAssessment", 'r')).isFalse();
    assertThat(Scope.parse("user/*.*").orElseThrow().permissions()).isEqualTo("cruds");
  }
}
