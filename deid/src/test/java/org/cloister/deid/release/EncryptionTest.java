package org.cloister.deid.release;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.cloister.deid.pseudonym.Decryption;
import org.cloister.deid.pseudonym.Decryption.Decrypted;
import org.cloister.deid.release.Tally.Fate;
import org.junit.jupiter.api.Test;

/// The action `encrypt`, from the rules to the released record and back.
class EncryptionTest {
  private static final String RULES =
      """
      extends: expert-determination
      rules:
        HumanName.family: encrypt
        Annotation.text: encrypt
        Patient.identifier.value: encrypt
      """;

  private static final String PATIENT =
      """
      {"resourceType": "Patient", "id": "p1",
       "identifier": [{"system": "http://hl7.org/fhir/sid/us-ssn", "value": "999-12-3456"}],
       "name": [{"family": "Quill", "given": ["Isolde"]}, {"family": "Tarnwick"}],
       "contact": [{"name": {"family": "Quill"}}]}
      """;

  private static final Decryption DECRYPTION = Decryption.keyed(Engines.KEY, Engines.DOMAIN);

  @Test
  void encrypt_isReadByTheHolderOfTheKeyOnly() throws Exception {
    String text = Engines.released(Engines.of(RULES), PATIENT);
    JsonNode patient = Engines.tree(text);

    assertThat(text).doesNotContain("Quill", "Tarnwick", "Isolde", "999-12-3456", "999123456");
    assertThat(DECRYPTION.value(at(patient, "/name/0/family")))
        .isEqualTo(new Decrypted("HumanName.family", "Quill"));
    assertThat(DECRYPTION.value(at(patient, "/name/1/family")))
        .isEqualTo(new Decrypted("HumanName.family", "Tarnwick"));
    assertThat(DECRYPTION.value(at(patient, "/identifier/0/value")))
        .isEqualTo(new Decrypted("Identifier.value", "999-12-3456"));
  }

  @Test
  void encrypt_labelsTheRecordMaskedAndIsCounted() throws Exception {
    RecordDeidentifier engine = Engines.of(RULES);

    assertThat(Engines.released(engine, PATIENT)).contains("\"code\":\"MASKED\"");
    assertThat(((Release.Released) Engines.deidentify(engine, PATIENT)).tally().of(Fate.ENCRYPTED))
        .isEqualTo(4);
  }

  @Test
  void encrypt_takesWholeNotesWithLineBreaksAndQuotationMarks() throws Exception {
    String note = "Seen in \\\"Ward 7\\\"\\nby Dr Quill \\u00e9\\ud83e\\udd89";
    String text =
        Engines.released(
            Engines.of(RULES),
            "{\"resourceType\":\"Observation\",\"note\":[{\"text\":\"" + note + "\"}]}");

    assertThat(DECRYPTION.value(at(Engines.tree(text), "/note/0/text")))
        .isEqualTo(new Decrypted("Annotation.text", "Seen in \"Ward 7\"\nby Dr Quill é🦉"));
  }

  @Test
  void encrypt_leavesOutWhatIsNoText() throws Exception {
    assertThat(
            Engines.released(
                Engines.of(RULES),
                "{\"resourceType\":\"Patient\",\"name\":[{\"family\":[\"Quill\"]},"
                    + "{\"family\":{\"x\":\"Quill\"}},{\"family\":7},{\"family\":\"\"}]}"))
        .doesNotContain("Quill", "encrypted:", "name");
  }

  private static String at(JsonNode resource, String pointer) {
    return resource.at(pointer).asText();
  }
}
