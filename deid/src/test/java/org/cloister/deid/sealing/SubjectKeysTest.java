package org.cloister.deid.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.benmanes.caffeine.cache.Ticker;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.SecretKey;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class SubjectKeysTest {
  private static final KeyCacheBounds BOUNDS = new KeyCacheBounds(100, Duration.ofMinutes(10));

  private final KeyEncryptionKey kek = new KeyEncryptionKey(AesGcm.random(32));
  private final FailingDatabase database = new FailingDatabase(SealingDatabase.dataSource());
  private final AtomicLong nanoseconds = new AtomicLong();
  private final SubjectKeys keys =
      new SubjectKeys(database, KeyRing.of(kek), BOUNDS, (Ticker) nanoseconds::get);

  /// Own subjects for each test: the database is shared.
  private final SubjectIndex alice = new SubjectIndex(AesGcm.random(32));

  private final SubjectIndex bob = new SubjectIndex(AesGcm.random(32));

  @Test
  void current_givesEachTenantSubjectAndClassAKeyOfItsOwn() throws Exception {
    SecretKey clinical = current(keys, "ward", alice, KeyClass.CLINICAL);

    assertThat(clinical.getEncoded()).hasSize(32);
    assertThat(current(keys, "ward", alice, KeyClass.CLINICAL)).isEqualTo(clinical);
    assertThat(current(keys, "ward", alice, KeyClass.ACCOUNTABILITY)).isNotEqualTo(clinical);
    assertThat(current(keys, "ward", bob, KeyClass.CLINICAL)).isNotEqualTo(clinical);
  }

  @Test
  void current_isTheSameForTwoProcessesAndAfterARestart() throws Exception {
    SecretKey first = current(keys, "ward", alice, KeyClass.CLINICAL);

    assertThat(current(another(), "ward", alice, KeyClass.CLINICAL)).isEqualTo(first);
  }

  @Test
  void current_storesTheKeyOnlyWrapped() throws Exception {
    SecretKey key = current(keys, "ward", alice, KeyClass.CLINICAL);

    assertThat(
            SealingDatabase.change(
                "update subject_key set kek_id = kek_id where subject_index = ? and kek_id = ?"
                    + " and position(? in wrapped) = 0",
                alice.bytes(),
                kek.id(),
                key.getEncoded()))
        .isEqualTo(1);
  }

  @Test
  void current_refusesAKeyThatWasMovedFromAnotherSubject() throws Exception {
    var _ = current(keys, "ward", alice, KeyClass.CLINICAL);
    var _ = current(keys, "ward", bob, KeyClass.CLINICAL);
    copyWrapped(alice, KeyClass.CLINICAL, bob, KeyClass.CLINICAL);

    assertForeign(() -> current(another(), "ward", bob, KeyClass.CLINICAL));
    UUID bobs = another().nameOf(owner("ward", bob, KeyClass.CLINICAL)).orElseThrow();
    assertForeign(() -> another().find(owner("ward", bob, KeyClass.CLINICAL), bobs));
  }

  @Test
  void current_refusesAKeyThatWasMovedFromTheOtherClass() throws Exception {
    var _ = current(keys, "ward", alice, KeyClass.CLINICAL);
    var _ = current(keys, "ward", alice, KeyClass.ACCOUNTABILITY);
    copyWrapped(alice, KeyClass.ACCOUNTABILITY, alice, KeyClass.CLINICAL);

    assertForeign(() -> current(another(), "ward", alice, KeyClass.CLINICAL));
  }

  @Test
  void current_refusesAKeyOfAnotherTenantEvenWhileItIsCached() throws Exception {
    var _ = current(keys, "ward", alice, KeyClass.CLINICAL);

    assertForeign(() -> current(keys, "clinic", alice, KeyClass.CLINICAL));
    assertForeign(() -> current(another(), "clinic", alice, KeyClass.CLINICAL));
  }

  @Test
  void current_refusesAKeyOfAnotherKeyEncryptionKey() throws Exception {
    var _ = current(keys, "ward", alice, KeyClass.CLINICAL);
    SubjectKeys foreign =
        new SubjectKeys(
            database,
            KeyRing.of(new KeyEncryptionKey(AesGcm.random(32))),
            BOUNDS,
            Ticker.systemTicker());

    assertForeign(() -> current(foreign, "ward", alice, KeyClass.CLINICAL));
  }

  @Test
  void find_refusesAKeyWhoseNameWasChanged() throws Exception {
    var _ = current(keys, "ward", alice, KeyClass.CLINICAL);
    UUID renamed = UUID.randomUUID();
    assertThat(
            SealingDatabase.change(
                "update subject_key set key_id = ? where subject_index = ?",
                renamed,
                alice.bytes()))
        .isEqualTo(1);

    assertForeign(() -> another().find(owner("ward", alice, KeyClass.CLINICAL), renamed));
  }

  @Test
  void find_refusesTheNameOfAnotherOwnersKey() throws Exception {
    var _ = current(keys, "ward", alice, KeyClass.CLINICAL);
    UUID name = keys.nameOf(owner("ward", alice, KeyClass.CLINICAL)).orElseThrow();

    for (SubjectKeys.Owner other :
        List.of(
            owner("ward", bob, KeyClass.CLINICAL),
            owner("ward", alice, KeyClass.ACCOUNTABILITY),
            owner("clinic", alice, KeyClass.CLINICAL))) {
      assertThatThrownBy(() -> another().find(other, name))
          .hasMessage(SealingException.unreadable().getMessage());
    }
  }

  @Test
  void find_makesNoKey() throws Exception {
    assertThat(keys.find(owner("ward", alice, KeyClass.CLINICAL), UUID.randomUUID())).isEmpty();

    assertThat(
            SealingDatabase.change(
                "delete from subject_key where subject_index = ?", alice.bytes()))
        .isZero();
  }

  /// A call may have read the row before it was deleted and put the key into the cache only after.
  @Test
  void close_holdsAgainstACallThatIsUnderWay() throws Exception {
    var _ = current(keys, "ward", alice, KeyClass.CLINICAL);
    SubjectKeys.Owner owner = owner("ward", alice, KeyClass.CLINICAL);
    UUID name = keys.nameOf(owner).orElseThrow();
    SubjectKeys slow = another();
    slow.close(Set.of(name));
    assertThat(slow.find(owner, name)).as("its row is still there").isPresent();
    assertThat(SealingDatabase.change("delete from subject_key where key_id = ?", name))
        .isEqualTo(1);

    assertThat(slow.find(owner, name)).isEmpty();
    assertThat(slow.current(owner).id()).isNotEqualTo(name);
  }

  /// Until its row is deleted, and unless it is not deleted after all.
  @Test
  void current_refusesAKeyThatIsAboutToBeDestroyed() throws Exception {
    SubjectKeys.Owner owner = owner("ward", alice, KeyClass.CLINICAL);
    UUID name = keys.current(owner).id();
    keys.close(Set.of(name));

    assertThatThrownBy(() -> keys.current(owner))
        .hasMessage(SealingException.closed().getMessage());
    assertThat(keys.nameOf(owner)).as("no other was made").contains(name);
    assertThat(keys.find(owner, name)).as("what it sealed is still there").isPresent();

    keys.reopen(Set.of(name));

    assertThat(keys.current(owner).id()).isEqualTo(name);
  }

  @Test
  void current_asksTheDatabaseOnceWhileTheKeyIsCached() throws Exception {
    for (int i = 0; i < 10; i++) {
      var _ = current(keys, "ward", alice, KeyClass.CLINICAL);
    }

    assertThat(database.connections()).as("one to look, one to insert").isEqualTo(2);
  }

  @Test
  void current_failsClosedForAnUncachedSubjectWhenTheDatabaseIsDown() throws Exception {
    SecretKey cached = current(keys, "ward", alice, KeyClass.CLINICAL);
    database.goDown();

    assertThat(current(keys, "ward", alice, KeyClass.CLINICAL)).isEqualTo(cached);
    assertUnavailable(() -> current(keys, "ward", bob, KeyClass.CLINICAL));
    assertUnavailable(() -> keys.find(owner("ward", bob, KeyClass.CLINICAL), UUID.randomUUID()));
  }

  @Test
  void current_failsClosedWhenTheDatabaseGoesDownBeforeTheNewKeyIsStored() throws Exception {
    database.goDownAfter(1);
    assertUnavailable(() -> current(keys, "ward", alice, KeyClass.CLINICAL));

    database.goDown();
    assertUnavailable(() -> current(keys, "ward", alice, KeyClass.CLINICAL));
  }

  @Test
  void current_forgetsAKeyAfterItsTimeToLive() throws Exception {
    var _ = current(keys, "ward", alice, KeyClass.CLINICAL);
    database.goDown();
    nanoseconds.addAndGet(BOUNDS.timeToLive().toNanos() - 1);
    var _ = current(keys, "ward", alice, KeyClass.CLINICAL);

    nanoseconds.incrementAndGet();

    assertUnavailable(() -> current(keys, "ward", alice, KeyClass.CLINICAL));
  }

  @Test
  void current_keepsNoMoreKeysThanItsBound() throws Exception {
    SubjectKeys few =
        new SubjectKeys(
            database,
            KeyRing.of(kek),
            new KeyCacheBounds(3, Duration.ofHours(1)),
            Ticker.systemTicker());
    SubjectIndex[] subjects = new SubjectIndex[20];
    for (int i = 0; i < subjects.length; i++) {
      subjects[i] = new SubjectIndex(AesGcm.random(32));
      var _ = current(few, "ward", subjects[i], KeyClass.CLINICAL);
    }
    database.goDown();

    int cached = 0;
    for (SubjectIndex subject : subjects) {
      try {
        var _ = current(few, "ward", subject, KeyClass.CLINICAL);
        cached++;
      } catch (SealingException e) {
        assertThat(e.kind()).isEqualTo(SealingException.Kind.UNAVAILABLE);
      }
    }

    assertThat(cached).isBetween(1, 3);
  }

  private SubjectKeys another() {
    return new SubjectKeys(database, KeyRing.of(kek), BOUNDS, Ticker.systemTicker());
  }

  private static SubjectKeys.Owner owner(String tenant, SubjectIndex subject, KeyClass keyClass) {
    return new SubjectKeys.Owner(tenant, subject, keyClass);
  }

  private static SecretKey current(
      SubjectKeys keys, String tenant, SubjectIndex subject, KeyClass keyClass)
      throws SealingException {
    return keys.current(owner(tenant, subject, keyClass)).secret();
  }

  private static void copyWrapped(
      SubjectIndex from, KeyClass fromClass, SubjectIndex to, KeyClass toClass)
      throws SQLException {
    assertThat(
            SealingDatabase.change(
                "update subject_key set wrapped = (select wrapped from subject_key where"
                    + " subject_index = ? and key_class = ?) where subject_index = ? and key_class"
                    + " = ?",
                from.bytes(),
                fromClass.code(),
                to.bytes(),
                toClass.code()))
        .isEqualTo(1);
  }

  private static void assertForeign(ThrowingCallable action) {
    assertThatThrownBy(action)
        .isInstanceOfSatisfying(
            SealingException.class,
            e -> assertThat(e.kind()).isEqualTo(SealingException.Kind.UNREADABLE))
        .hasMessage(SealingException.foreignKey().getMessage());
  }

  private static void assertUnavailable(ThrowingCallable action) {
    assertThatThrownBy(action)
        .isInstanceOfSatisfying(
            SealingException.class,
            e -> assertThat(e.kind()).isEqualTo(SealingException.Kind.UNAVAILABLE))
        .hasMessageContaining("SQL state 08006")
        .hasMessageNotContaining(FailingDatabase.DRIVER_TEXT)
        .hasNoCause();
  }
}
