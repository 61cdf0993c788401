package org.cloister.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Nothing of the error table is forgotten: every row of ours has a test, every row of the table
/// that came with the specification is one of ours or has a reason not to be.
final class ErrorTableTest {
  private static final List<Class<?>> TESTS =
      List.of(
          TokenErrorsTest.class,
          BodyErrorsTest.class,
          RouteErrorsTest.class,
          ContainerRefusalTest.class,
          OverloadTest.class);

  @Test
  void everyRow_hasATest() {
    Set<ErrorRow> tested = EnumSet.noneOf(ErrorRow.class);
    for (Class<?> type : TESTS) {
      for (Method method : type.getDeclaredMethods()) {
        Optional.ofNullable(method.getAnnotation(Row.class))
            .ifPresent(row -> tested.add(row.value()));
      }
    }
    assertThat(tested).containsExactly(ErrorRow.values());
  }

  @Test
  void everyRowOfTheSpecification_isHereOrHasAReasonNotToBe() throws IOException {
    Path file =
        Path.of(
            System.getProperty("cloister.shared", "absent"),
            "data/fhir/matrices/error-matrix.json");
    assumeTrue(Files.exists(file), "skipped: no shared data");
    List<String> forgotten = new ArrayList<>();
    for (JsonNode specified : new ObjectMapper().readTree(file.toFile()).path("rows")) {
      String title = specified.path("case").asText();
      Optional<ErrorRow> ours =
          Stream.of(ErrorRow.values()).filter(row -> row.title().equals(title)).findFirst();
      if (ours.isPresent()) {
        assertThat(ours.get().status()).as(title).isEqualTo(specified.path("status").asInt());
        assertThat(ours.get().issues())
            .as(title)
            .containsExactly(specified.path("issueCode").asText().split(" \\| | or "));
      } else if (!ErrorRow.NOT_APPLICABLE.containsKey(title)) {
        forgotten.add(title);
      }
    }
    assertThat(forgotten).isEmpty();
  }
}
