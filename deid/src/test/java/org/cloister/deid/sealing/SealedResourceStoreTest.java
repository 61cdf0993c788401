package org.cloister.deid.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SealedResourceStoreTest {
  private static final String TENANT = "north";

  private final FailingDatabase database = new FailingDatabase(SealingDatabase.dataSource());
  private final CaseVault vault = SealingDatabase.vault(database);
  private final SealedResourceStore store = new SealedResourceStore(database);
  private final SubjectIndex patient = vault.subjectIndex(TENANT, "Patient/1");

  @Test
  void find_returnsARowThatOpensByWhatStandsInIt() throws Exception {
    SealedResourceRow row = insert("RiskAssessment", patient, "{\"resourceType\":\"A\"}");

    SealedResourceRow found =
        store.find("RiskAssessment", row.address().resourceId()).orElseThrow();

    assertThat(found).isEqualTo(row);
    assertThat(vault.open(found.address().context(TENANT), found.sealed()))
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("{\"resourceType\":\"A\"}");
  }

  @Test
  void find_isEmptyForAnotherTypeOrId() throws Exception {
    SealedResourceRow row = insert("RiskAssessment", patient, "{}");

    assertThat(store.find("Observation", row.address().resourceId())).isEmpty();
    assertThat(store.find("RiskAssessment", UUID.randomUUID())).isEmpty();
    assertThat(store.find("' or true --", row.address().resourceId())).isEmpty();
  }

  @Test
  void search_returnsThePatientsResourcesOfTheTypeNewestFirst() throws Exception {
    SealedResourceRow first = insert("Observation", patient, "1");
    SealedResourceRow second = insert("Observation", patient, "2");
    SealedResourceRow third = insert("Observation", patient, "3");
    var _ = insert("Provenance", patient, "4");
    var _ = insert("Observation", vault.subjectIndex(TENANT, "Patient/2"), "5");

    assertThat(store.search(patient, "Observation", 10)).containsExactly(third, second, first);
    assertThat(store.search(patient, "Observation", 2)).containsExactly(third, second);
    assertThat(store.search(vault.subjectIndex("south", "Patient/1"), "Observation", 10)).isEmpty();
  }

  @Test
  void open_refusesARowThatTookTheContentOfAnother() throws Exception {
    SealedResourceRow mine = insert("Observation", patient, "mine");
    SealedResourceRow other = insert("Observation", patient, "other");
    assertThat(
            SealingDatabase.change(
                "update sealed_resource set sealed = ? where resource_id = ?",
                other.sealed().bytes(),
                mine.address().resourceId()))
        .isEqualTo(1);

    SealedResourceRow found = store.find("Observation", mine.address().resourceId()).orElseThrow();

    assertThatThrownBy(() -> vault.open(found.address().context(TENANT), found.sealed()))
        .isInstanceOf(SealingException.class)
        .hasMessage(SealingException.unreadable().getMessage());
  }

  /// A type is the one word of a row that is in clear.
  @ParameterizedTest
  @ValueSource(
      strings = {"", "A", "observation", "Observation1", "Observation\n", "Öbservation", "Smith J"})
  void theTable_takesNothingButANameOfATypeInClear(String type) throws Exception {
    assertThat(insertAs("Ab")).isEqualTo(1);
    assertThat(insertAs("A".repeat(64))).isEqualTo(1);
    for (String refused : List.of(type, "A".repeat(65))) {
      assertThatThrownBy(() -> insertAs(refused)).hasMessageContaining("resource_type_check");
    }
  }

  @Test
  void find_andSearchFailWhenTheDatabaseIsDown() {
    database.goDown();

    assertThatThrownBy(() -> store.find("Observation", UUID.randomUUID()))
        .isInstanceOf(SealingException.class)
        .hasMessageContaining("08006")
        .hasMessageNotContaining(FailingDatabase.DRIVER_TEXT);
    assertThatThrownBy(() -> store.search(patient, "Observation", 1))
        .isInstanceOf(SealingException.class);
  }

  /// NOT NULL: 23502. The log refuses the record, too.
  @Test
  void insert_isRefusedOnceTheKeyIsDestroyed() throws Exception {
    SealedResourceRow stored = insert("Observation", patient, "mine");
    ResourceAddress address =
        new ResourceAddress("Observation", UUID.randomUUID(), UUID.randomUUID(), patient);
    SealedResourceRow late = new SealedResourceRow(address, stored.sealed());
    assertThat(
            SealingDatabase.change(
                "delete from subject_key where subject_index = ?", patient.bytes()))
        .isPositive();

    assertThatThrownBy(() -> SealingDatabase.change(late.insertSql(), late.parameters().toArray()))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("23502"));
  }

  @Test
  void row_printsNothingOfItsContent() throws Exception {
    assertThat(insert("Observation", patient, "mine").toString())
        .contains("SealedCase[redacted]", "SubjectIndex[redacted]");
  }

  private int insertAs(String type) throws Exception {
    ResourceAddress address =
        new ResourceAddress("Observation", UUID.randomUUID(), UUID.randomUUID(), patient);
    SealedResourceRow row =
        new SealedResourceRow(address, vault.seal(address.context(TENANT), new byte[1]));
    Object[] values = row.parameters().toArray();
    values[0] = type;
    return SealingDatabase.change(row.insertSql(), values);
  }

  private SealedResourceRow insert(String type, SubjectIndex subject, String json)
      throws SealingException, SQLException {
    ResourceAddress address =
        new ResourceAddress(type, UUID.randomUUID(), UUID.randomUUID(), subject);
    SealedCase sealed = vault.seal(address.context(TENANT), json.getBytes(StandardCharsets.UTF_8));
    SealedResourceRow row = new SealedResourceRow(address, sealed);
    assertThat(SealingDatabase.change(row.insertSql(), row.parameters().toArray())).isEqualTo(1);
    return row;
  }
}
