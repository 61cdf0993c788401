package org.cloister.deid.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.cloister.deid.pseudonym.Original;
import org.cloister.deid.pseudonym.Pseudonyms;
import org.cloister.deid.rule.Preset;
import org.cloister.deid.rule.RuleSet;
import org.cloister.deid.text.TextScrubber;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whose data may not be used is found in a document wherever it names them, before anything is
/// made of it.
class RestrictedTest {
  private static final String ID = "7d1d1c7e-52f3-4c2c-9d7e-3c8cf6f3a001";

  private static Release deidentify(String document, String... barred) {
    byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
    return Engines.of(Preset.SAFE_HARBOR_STRICT)
        .deidentify(
            bytes,
            List.of(new Place(0, bytes.length)),
            KnownPeople.none(),
            List.of(barred)::contains)
        .getFirst();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'resourceType':'Patient','id':'@p1'}",
        "{'resourceType':'Patient','id':'@\\u00701'}",
        "{'id':'@p1','resourceType':'Patient'}",
        "{'resourceType':'Observation','subject':{'reference':'@Patient/p1'}}",
        "{'resourceType':'Observation','subject':{'reference':'@Patient\\/p1'}}",
        "{'resourceType':'Observation','subject':{'reference':'@Patient/p1/_history/2'}}",
        "{'resourceType':'Observation','subject':{'reference':'@https://ehr.example/fhir/Patient/p1'}}",
        "{'resourceType':'Observation','performer':[{'reference':'@Patient/p1'}]}",
        "{'resourceType':'Group','type':'person','actual':true,'member':[{'entity':"
            + "{'reference':'@Patient/p1'}}]}",
        "{'resourceType':'Basic','extension':[{'url':'x','valueReference':{'reference':'@Patient/p1'}}]}",
        "{'resourceType':'Bundle','type':'collection','entry':[{'resource':{'resourceType':'Patient',"
            + "'id':'p2'}},{'resource':{'resourceType':'Patient','id':'@p1'}}]}",
        "{'resourceType':'Bundle','type':'collection','entry':[{'fullUrl':'@https://x.example/Patient/p1',"
            + "'resource':{'resourceType':'Patient','active':true}}]}",
        "{'resourceType':'Parameters','parameter':[{'name':'x','resource':{'resourceType':'Patient',"
            + "'id':'@p1'}}]}"
      })
  void deidentify_findsWhoeverIsNamed_andSaysWhere(String text) {
    String document = text.replace('\'', '"');
    int byteOffset = document.indexOf('@');

    assertThat(deidentify(document.replace("@", ""), "p1"))
        .isEqualTo(new Release.Restricted(byteOffset));
    assertThat(deidentify(document.replace("@", ""), "p3"))
        .isNotInstanceOf(Release.Restricted.class);
  }

  @Test
  void deidentify_findsAPatientByAUrnThatNoDocumentResolves() {
    String document =
        "{\"resourceType\":\"Observation\",\"subject\":{\"reference\":\"urn:uuid:" + ID + "\"}}";
    assertThat(deidentify(document, ID)).isInstanceOf(Release.Restricted.class);
  }

  /// Its id is good for the resource around it alone: the same id elsewhere is somebody else's.
  @Test
  void deidentify_takesAContainedPatientForNobodyElse() {
    String document =
        "{\"resourceType\":\"Basic\",\"code\":{\"text\":\"x\"},\"subject\":{\"reference\":\"#p1\"},"
            + "\"contained\":[{\"resourceType\":\"Patient\",\"id\":\"p1\"}]}";
    assertThat(deidentify(document, "p1")).isInstanceOf(Release.Released.class);
  }

  @Test
  void deidentify_makesNoCodeAndNoOffsetOfWhoIsBarred() {
    Pseudonyms none =
        new Pseudonyms() {
          @Override
          public Map<Original, String> codes(Collection<Original> originals) {
            throw new AssertionError("a code was asked for");
          }

          @Override
          public int offsetDays(Original patient) {
            throw new AssertionError("an offset was asked for");
          }

          @Override
          public String encrypted(String place, String value) {
            throw new AssertionError("a value was encrypted");
          }
        };
    byte[] document =
        "{\"resourceType\":\"Patient\",\"id\":\"p1\",\"birthDate\":\"1961-04-17\"}"
            .getBytes(StandardCharsets.UTF_8);
    for (Preset preset : Preset.values()) {
      RecordDeidentifier engine =
          new RecordDeidentifier(
              RuleSet.preset(preset, Engines.FHIR),
              Engines.FHIR,
              none,
              TextScrubber.standard(),
              Clock.systemUTC());
      assertThat(
              engine.deidentify(
                  document,
                  List.of(new Place(0, document.length)),
                  KnownPeople.none(),
                  "p1"::equals))
          .first()
          .isInstanceOf(Release.Restricted.class);
    }
  }
}
