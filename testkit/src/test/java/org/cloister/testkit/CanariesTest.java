package org.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CanariesTest {
  private static final String DOCUMENT =
      """
      {"resourceType":"Patient","id":"p1","birthDate":"1960-01-02",
       "name":[{"family":"O\\"Hara","given":["Ann","Bea"]}], "active": true, "multipleBirthInteger":2 }\
      """;

  @Test
  void inFreeText_marksTextAndLeavesCodesDatesAndIdsAlone() {
    Canaries canaries = Canaries.inFreeText(DOCUMENT);

    assertThat(canaries.count()).isEqualTo(3);
    assertThat(canaries.document())
        .contains("\"family\":\"O\\\"HaraCANARY0001X\"")
        .contains("[\"AnnCANARY0002X\",\"BeaCANARY0003X\"]")
        .contains("\"birthDate\":\"1960-01-02\"")
        .contains("\"id\":\"p1\"")
        .contains("\"active\":true");
  }

  @Test
  void foundIn_namesThePathWhateverTheCase() {
    Canaries canaries = Canaries.inFreeText(DOCUMENT);

    assertThat(canaries.foundIn("… canary0003x …")).containsExactly("name[0].given[1]");
    assertThat(canaries.foundIn("nothing")).isEmpty();
  }

  @Test
  void leaves_areAllStringValuesOfSomeLength() {
    assertThat(Canaries.leaves(DOCUMENT)).containsOnlyKeys("Patient", "1960-01-02", "O\\\"Hara");
  }
}
