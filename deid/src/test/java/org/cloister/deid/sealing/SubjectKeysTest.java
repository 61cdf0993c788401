package org.cloister.deid.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.benmanes.caffeine.cache.Ticker;
import java.sql.SQLException;
import java.time.Duration;
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
      new SubjectKeys(database, kek, BOUNDS, (Ticker) nanoseconds::get);

  /// Own subjects for each test: the database is shared.
  private final SubjectIndex alice = new SubjectIndex(AesGcm.random(32));

  private final SubjectIndex bob = new SubjectIndex(AesGcm.random(32));

  @Test
  void current_givesEachTenantSubjectAndClassAKeyOfItsOwn() throws Exception {
    SecretKey clinical = keys.current("ward", alice, KeyClass.CLINICAL);

    assertThat(clinical.getEncoded()).hasSize(32);
    assertThat(keys.current("ward", alice, KeyClass.CLINICAL)).isEqualTo(clinical);
    assertThat(keys.current("ward", alice, KeyClass.ACCOUNTABILITY)).isNotEqualTo(clinical);
    assertThat(keys.current("ward", bob, KeyClass.CLINICAL)).isNotEqualTo(clinical);
  }

  @Test
  void current_isTheSameForTwoProcessesAndAfterARestart() throws Exception {
    SecretKey first = keys.current("ward", alice, KeyClass.CLINICAL);

    assertThat(another().current("ward", alice, KeyClass.CLINICAL)).isEqualTo(first);
  }

  @Test
  void current_storesTheKeyOnlyWrapped() throws Exception {
    SecretKey key = keys.current("ward", alice, KeyClass.CLINICAL);

    assertThat(
            SealingDatabase.change(
                "update subject_key set version = version where subject_index = ? and kek_id = ?"
                    + " and position(? in wrapped) = 0",
                alice.bytes(),
                kek.id(),
                key.getEncoded()))
        .isEqualTo(1);
  }

  @Test
  void current_refusesAKeyThatWasMovedFromAnotherSubject() throws Exception {
    var _ = keys.current("ward", alice, KeyClass.CLINICAL);
    var _ = keys.current("ward", bob, KeyClass.CLINICAL);
    copyWrapped(alice, KeyClass.CLINICAL, bob, KeyClass.CLINICAL);

    assertForeign(() -> another().current("ward", bob, KeyClass.CLINICAL));
    assertThat(another().find(name("ward", bob, KeyClass.CLINICAL, 1))).isEmpty();
  }

  @Test
  void current_refusesAKeyThatWasMovedFromTheOtherClass() throws Exception {
    var _ = keys.current("ward", alice, KeyClass.CLINICAL);
    var _ = keys.current("ward", alice, KeyClass.ACCOUNTABILITY);
    copyWrapped(alice, KeyClass.ACCOUNTABILITY, alice, KeyClass.CLINICAL);

    assertForeign(() -> another().current("ward", alice, KeyClass.CLINICAL));
  }

  @Test
  void current_refusesAKeyOfAnotherTenantEvenWhileItIsCached() throws Exception {
    var _ = keys.current("ward", alice, KeyClass.CLINICAL);

    assertForeign(() -> keys.current("clinic", alice, KeyClass.CLINICAL));
    assertForeign(() -> another().current("clinic", alice, KeyClass.CLINICAL));
  }

  @Test
  void current_refusesAKeyOfAnotherKeyEncryptionKey() throws Exception {
    var _ = keys.current("ward", alice, KeyClass.CLINICAL);
    SubjectKeys foreign =
        new SubjectKeys(
            database, new KeyEncryptionKey(AesGcm.random(32)), BOUNDS, Ticker.systemTicker());

    assertForeign(() -> foreign.current("ward", alice, KeyClass.CLINICAL));
  }

  @Test
  void find_refusesAKeyWhoseVersionWasChanged() throws Exception {
    var _ = keys.current("ward", alice, KeyClass.CLINICAL);
    assertThat(
            SealingDatabase.change(
                "update subject_key set version = 2 where subject_index = ?", alice.bytes()))
        .isEqualTo(1);

    assertThat(another().find(name("ward", alice, KeyClass.CLINICAL, 2))).isEmpty();
  }

  @Test
  void find_makesNoKey() throws Exception {
    assertThat(keys.find(name("ward", alice, KeyClass.CLINICAL, 1))).isEmpty();

    assertThat(
            SealingDatabase.change(
                "delete from subject_key where subject_index = ?", alice.bytes()))
        .isZero();
  }

  @Test
  void current_asksTheDatabaseOnceWhileTheKeyIsCached() throws Exception {
    for (int i = 0; i < 10; i++) {
      var _ = keys.current("ward", alice, KeyClass.CLINICAL);
    }

    assertThat(database.connections()).as("one to look, one to insert").isEqualTo(2);
  }

  @Test
  void current_failsClosedForAnUncachedSubjectWhenTheDatabaseIsDown() throws Exception {
    SecretKey cached = keys.current("ward", alice, KeyClass.CLINICAL);
    database.goDown();

    assertThat(keys.current("ward", alice, KeyClass.CLINICAL)).isEqualTo(cached);
    assertUnavailable(() -> keys.current("ward", bob, KeyClass.CLINICAL));
    assertUnavailable(() -> keys.find(name("ward", bob, KeyClass.CLINICAL, 1)));
  }

  @Test
  void current_failsClosedWhenTheDatabaseGoesDownBeforeTheNewKeyIsStored() throws Exception {
    database.goDownAfter(1);
    assertUnavailable(() -> keys.current("ward", alice, KeyClass.CLINICAL));

    database.goDown();
    assertUnavailable(() -> keys.current("ward", alice, KeyClass.CLINICAL));
  }

  @Test
  void current_forgetsAKeyAfterItsTimeToLive() throws Exception {
    var _ = keys.current("ward", alice, KeyClass.CLINICAL);
    database.goDown();
    nanoseconds.addAndGet(BOUNDS.timeToLive().toNanos() - 1);
    var _ = keys.current("ward", alice, KeyClass.CLINICAL);

    nanoseconds.incrementAndGet();

    assertUnavailable(() -> keys.current("ward", alice, KeyClass.CLINICAL));
  }

  @Test
  void current_keepsNoMoreKeysThanItsBound() throws Exception {
    SubjectKeys few =
        new SubjectKeys(
            database, kek, new KeyCacheBounds(3, Duration.ofHours(1)), Ticker.systemTicker());
    SubjectIndex[] subjects = new SubjectIndex[20];
    for (int i = 0; i < subjects.length; i++) {
      subjects[i] = new SubjectIndex(AesGcm.random(32));
      var _ = few.current("ward", subjects[i], KeyClass.CLINICAL);
    }
    database.goDown();

    int cached = 0;
    for (SubjectIndex subject : subjects) {
      try {
        var _ = few.current("ward", subject, KeyClass.CLINICAL);
        cached++;
      } catch (SealingException e) {
        assertThat(e.kind()).isEqualTo(SealingException.Kind.UNAVAILABLE);
      }
    }

    assertThat(cached).isBetween(1, 3);
  }

  private SubjectKeys another() {
    return new SubjectKeys(database, kek, BOUNDS, Ticker.systemTicker());
  }

  private static SubjectKeys.KeyName name(
      String tenant, SubjectIndex subject, KeyClass keyClass, int version) {
    return new SubjectKeys.KeyName(tenant, subject, keyClass, version);
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
