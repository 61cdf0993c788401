package org.cloister.deid;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.cloister.deid.fhir.Read;
import org.cloister.policies.RequestId;
import org.cloister.testkit.SettableClock;
import org.hl7.fhir.r4.model.Bundle;
import org.junit.jupiter.api.Test;

/// Whole records as Synthea writes them, turned from transactions into collections.
class SyntheaTest {
  private static final Clock LATER =
      SettableClock.at("2026-11-24T12:00:00Z").withZone(ZoneOffset.UTC);

  @Test
  void everyRecord_isReleasedOrInsufficientAndLeaksNothing() throws IOException {
    Path folder = SharedData.path("data/deid/synthea");
    Deidentifier deidentifier = new Deidentifier(LATER);
    Safelist sparse = Sample.safelist(Sample.AGE, Sample.SEX, Sample.SBP);
    int released = 0;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(SyntheaTest::isRecord).sorted().toList()) {
        String json =
            Files.readString(file)
                .replaceFirst("\"type\":\"transaction\"", "\"type\":\"collection\"");
        IdentifiedBundle bundle = parse(json);
        for (Safelist safelist : new Safelist[] {sparse, Sample.everyKind()}) {
          Deidentified deidentified =
              deidentifier.deidentify(bundle, Sample.permit(bundle), safelist, Optional.empty());
          if (deidentified instanceof Deidentified.Released(var found, var used)) {
            released++;
            assertThat(used).extracting(Deidentified.UsedInput::reference).allMatch(json::contains);
            assertNothingOf(file, found.features().toString());
          } else if (deidentified instanceof Deidentified.Insufficient(var problems)) {
            assertThat(problems).isNotEmpty();
            assertNothingOf(file, problems.toString());
          }
        }
      }
    }
    assertThat(released).isGreaterThanOrEqualTo(3);
  }

  private static boolean isRecord(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".json") && !name.endsWith(".expect.json") && !name.contains("nformation");
  }

  private static IdentifiedBundle parse(String json) {
    if (Sample.READER.read(json.getBytes(UTF_8)) instanceof Read.Accepted(Bundle bundle)
        && IdentifiedBundle.parse(RequestId.random(), bundle)
            instanceof ParsedBundle.Accepted(IdentifiedBundle parsed)) {
      return parsed;
    }
    throw new AssertionError("a Synthea record is FHIR about one patient");
  }

  /// Names, ids, addresses, dates: what the record's companion file says must vanish.
  private static void assertNothingOf(Path record, String said) throws IOException {
    Path expectations =
        record.resolveSibling(record.getFileName().toString().replace(".json", ".expect.json"));
    List<String> vanishing = new ArrayList<>();
    for (JsonNode kind : new ObjectMapper().readTree(expectations.toFile()).get("must_vanish")) {
      kind.forEach(text -> vanishing.add(text.asText()));
    }
    assertThat(vanishing).isNotEmpty().noneMatch(text -> text.length() > 3 && said.contains(text));
  }
}
