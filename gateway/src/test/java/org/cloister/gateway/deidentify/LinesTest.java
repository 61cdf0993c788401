package org.cloister.gateway.deidentify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.cloister.deid.pseudonym.KeyedPseudonyms;
import org.cloister.deid.pseudonym.PseudonymDomain;
import org.cloister.deid.r4.R4;
import org.cloister.deid.release.Barred;
import org.cloister.deid.release.RecordDeidentifier;
import org.cloister.deid.rule.Preset;
import org.cloister.deid.rule.RuleSet;
import org.cloister.deid.sealing.KeyFile;
import org.cloister.deid.text.TextScrubber;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LinesTest {
  private static final String BODY =
      """
      {"resourceType":"Observation","id":"o1","status":"final","subject":{"reference":"Patient/p1"},\
      "code":{"text":"call"},"note":[{"text":"spoke to quillfeather, who is on metformin"}]}

      {"resourceType":"Patient","id":"p1","name":[{"family":"Quillfeather"}]}
      """;

  @TempDir private Path folder;

  @Test
  void deidentify_findsInOneLineThePatientOfAnother() throws Exception {
    R4 fhir = R4.load();
    RecordDeidentifier engine =
        new RecordDeidentifier(
            RuleSet.preset(Preset.EXPERT_DETERMINATION, fhir),
            fhir,
            KeyedPseudonyms.of(
                KeyFile.create(folder.resolve("key")), new PseudonymDomain("study"), 1),
            TextScrubber.standard(),
            Clock.systemUTC());
    byte[] body = BODY.getBytes(StandardCharsets.UTF_8);
    DeidentifyQuery query =
        new DeidentifyQuery(DeidentifyQuery.Format.NDJSON, Map.of("domain", List.of("study")));
    DeidentifyParameters parameters =
        ((DeidentifyParameters.Parsed.Accepted) DeidentifyParameters.parse(query, body))
            .parameters();
    Lines.Result result =
        Lines.deidentify(
            new RecordEngine(engine), query.format(), parameters, body, Barred.nobody());
    assertThat(result).isInstanceOf(Lines.Result.Released.class);
    assertThat(new String(((Lines.Result.Released) result).document(), StandardCharsets.UTF_8))
        .hasLineCount(2)
        .contains("metformin")
        .doesNotContainIgnoringCase("quillfeather");
  }
}
