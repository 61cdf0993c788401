package org.cloister.deid.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.cloister.deid.pseudonym.Original;
import org.cloister.deid.r4.R4;
import org.cloister.deid.text.KnownPerson;
import org.junit.jupiter.api.Test;

class GatheredPeopleTest {
  private static final Vocabulary VOCABULARY = new Vocabulary(R4.load());
  private static final String PATIENT =
      """
      {"resourceType":"Patient","id":"p1","name":[{"family":"Quill","given":["Ione"]}],
       "identifier":[{"value":"MRN-7"}],"telecom":[{"value":"555-0100"}],
       "address":[{"line":["1 Elm St"],"city":"Salem","postalCode":"01970"}],
       "birthDate":"1961-04-17"}
      """;
  private static final String RELATED =
      """
      {"resourceType":"RelatedPerson","id":"r1","patient":{"reference":"Patient/p1"},
       "name":[{"family":"Marsh"}]}
      """;

  private final GatheredPeople people = new GatheredPeople(VOCABULARY, Long.MAX_VALUE);

  @Test
  void find_knowsWhatThePatientAndItsRelativesTellInDifferentDocuments() {
    read(people, RELATED);
    read(people, PATIENT);
    KnownPerson found = person(people, "p1");
    assertThat(found.names()).containsExactly("Ione", "Marsh", "Quill");
    assertThat(found.identifiers()).contains("MRN-7", "p1");
    assertThat(found.telecoms()).containsExactly("555-0100");
    assertThat(found.addressLines()).containsExactly("1 Elm St");
    assertThat(found.places()).containsExactly("01970", "Salem");
    assertThat(found.dates()).containsExactly(LocalDate.of(1961, 4, 17));
    assertThat(people.find(Original.ofId("Patient", "p2"))).isEmpty();
    assertThat(people.size()).isEqualTo(1);
  }

  @Test
  void find_knowsWhoeverElseIsInADocumentAboutOnePatient() {
    read(
        people,
        """
        {"resourceType":"Bundle","entry":[{"resource":%s},
         {"resource":{"resourceType":"Practitioner","id":"d","name":[{"family":"Haverstock"}]}}]}
        """
            .formatted(PATIENT));
    assertThat(person(people, "p1").names()).contains("Haverstock");
  }

  @Test
  void read_takesAContainedPatientForNobodyElse() {
    read(
        people,
        """
        {"resourceType":"Observation","subject":{"reference":"#p1"},
         "contained":[{"resourceType":"Patient","id":"p1","name":[{"family":"Other"}]}]}
        """);
    assertThat(people.size()).isZero();
  }

  @Test
  void read_overlooksNobodyWhoseTypeIsEscaped() {
    read(people, PATIENT.replace("Patient", "Pa\\u0074ient"));
    assertThat(person(people, "p1").names()).contains("Quill");
  }

  @Test
  void read_isDeafToWhatIsNoJson() {
    read(people, PATIENT.substring(0, PATIENT.length() / 2));
    assertThat(people.size()).isZero();
  }

  @Test
  void find_isTheSameInWhateverOrderTheDocumentsCame() {
    List<String> documents =
        new ArrayList<>(
            IntStream.range(0, 60)
                .mapToObj(i -> PATIENT.replace("p1", "p" + i % 5).replace("Quill", "Quill-" + i))
                .toList());
    documents.forEach(document -> read(people, document));
    for (int seed = 1; seed <= 5; seed++) {
      Collections.shuffle(documents, new Random(seed));
      GatheredPeople other = new GatheredPeople(VOCABULARY, Long.MAX_VALUE);
      documents.parallelStream().forEach(document -> read(other, document));
      for (int i = 0; i < 5; i++) {
        assertThat(person(other, "p" + i)).as("seed %d", seed).isEqualTo(person(people, "p" + i));
      }
    }
  }

  @Test
  void isFull_onceThePeopleTakeMoreThanTheyMay() {
    GatheredPeople few = new GatheredPeople(VOCABULARY, 2000);
    for (int i = 0; !few.isFull(); i++) {
      assertThat(i).isLessThan(20);
      read(few, PATIENT.replace("p1", "p" + i));
    }
    assertThat(few.size()).isGreaterThan(3);
  }

  private static void read(GatheredPeople people, String document) {
    byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
    people.read(bytes, 0, bytes.length);
  }

  private static KnownPerson person(GatheredPeople people, String id) {
    return people.find(Original.ofId("Patient", id)).orElseThrow();
  }
}
