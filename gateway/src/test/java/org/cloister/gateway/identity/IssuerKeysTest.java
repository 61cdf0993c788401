package org.cloister.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import org.cloister.gateway.identity.IssuerKeys.Found;
import org.cloister.gateway.identity.IssuerKeys.Unavailable;
import org.cloister.gateway.identity.IssuerKeys.Unknown;
import org.cloister.gateway.identity.VerificationKey.Name;
import org.cloister.testkit.SettableClock;
import org.junit.jupiter.api.Test;

class IssuerKeysTest {
  private static final Name RSA_1 = new Name("rsa-1", TokenAlgorithm.RS256);
  private static final Name RSA_2 = new Name("rsa-2", TokenAlgorithm.RS256);

  private final SettableClock clock = SettableClock.at("2026-03-01T08:00:00Z");
  private final Published published = new Published();
  private final Queue<Runnable> background = new ArrayDeque<>();
  private final IssuerKeys keys =
      new IssuerKeys(published, KeyFreshness.standard(), clock, background::add);

  /// A key source that counts and can fail.
  private static final class Published implements KeySource {
    private List<JWK> set = List.of(TestIssuer.RSA);
    private boolean down;
    private int fetches;

    @Override
    public synchronized JWKSet fetch() throws IOException {
      fetches++;
      if (down) {
        throw new IOException("down");
      }
      return new JWKSet(set);
    }
  }

  @Test
  void find_fetchesNothingBeforeItIsAskedAndOnceAfter() {
    assertThat(published.fetches).isZero();
    assertThat(keys.find(RSA_1)).isInstanceOf(Found.class);
    assertThat(keys.find(RSA_1)).isInstanceOf(Found.class);
    assertThat(published.fetches).isEqualTo(1);
  }

  @Test
  void find_fetchesOnceForManyThreadsAtTheStart() throws InterruptedException {
    CountDownLatch go = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      threads.add(
          Thread.startVirtualThread(() -> {
            try {
              go.await();
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
            assertThat(keys.find(RSA_1)).isInstanceOf(Found.class);
          }));
    }
    go.countDown();
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(published.fetches).isEqualTo(1);
  }

  @Test
  void find_refreshesInTheBackgroundBeforeKeysGetStale() {
    assertThat(keys.find(RSA_1)).isInstanceOf(Found.class);
    clock.advance(Duration.ofMinutes(4));

    assertThat(keys.find(RSA_1)).isInstanceOf(Found.class);
    assertThat(keys.find(RSA_1)).isInstanceOf(Found.class);
    assertThat(published.fetches).isEqualTo(1);
    assertThat(background).hasSize(1);
    background.remove().run();
    assertThat(published.fetches).isEqualTo(2);

    clock.advance(Duration.ofMinutes(3));
    assertThat(keys.find(RSA_1)).isInstanceOf(Found.class);
    assertThat(background).isEmpty();
  }

  @Test
  void find_asksAtMostOncePerIntervalForUnknownKeys() {
    for (int i = 0; i < 1000; i++) {
      assertThat(keys.find(new Name("made-up-" + i, TokenAlgorithm.RS256)))
          .isInstanceOf(Unknown.class);
    }
    assertThat(published.fetches).isEqualTo(1);

    clock.advance(Duration.ofSeconds(10));
    assertThat(keys.find(RSA_2)).isInstanceOf(Unknown.class);
    assertThat(keys.find(RSA_2)).isInstanceOf(Unknown.class);
    assertThat(published.fetches).isEqualTo(2);
  }

  @Test
  void find_cannotTellAnUnknownKeyDuringAnOutage() {
    assertThat(keys.find(RSA_1)).isInstanceOf(Found.class);
    published.down = true;
    clock.advance(Duration.ofSeconds(10));

    assertThat(keys.find(RSA_2)).isInstanceOf(Unavailable.class);
    assertThat(keys.find(RSA_1)).isInstanceOf(Found.class);
    assertThat(keys.failedAt()).contains(clock.instant());
  }

  @Test
  void generation_changesWhenAKeyIsDroppedOrReplacedButNotWhenOneIsAdded() {
    long first = keys.generation().orElseThrow();
    long first2 = generationAfterPublishing(TestIssuer.RSA, TestIssuer.OTHER_RSA);
    long dropped = generationAfterPublishing(TestIssuer.OTHER_RSA);
    long replaced = generationAfterPublishing(TestIssuer.rsa("rsa-2"));

    // The first fetch replaces nothing.
    assertThat(first2).isEqualTo(first);
    assertThat(dropped).isNotEqualTo(first);
    assertThat(replaced).isNotEqualTo(dropped);
  }

  private long generationAfterPublishing(JWK... set) {
    published.set = List.of(set);
    clock.advance(Duration.ofMinutes(5));
    return keys.generation().orElseThrow();
  }

  @Test
  void generation_isEmptyOnceAnOutageLastsTooLong() {
    assertThat(keys.generation()).isPresent();
    published.down = true;
    clock.advance(Duration.ofMinutes(30));
    assertThat(keys.generation()).isPresent();
    clock.advance(Duration.ofSeconds(1));
    assertThat(keys.generation()).isEmpty();
  }

  @Test
  void generation_afterAnEmptyKeySetTrustsNothing() {
    assertThat(keys.find(RSA_1)).isInstanceOf(Found.class);
    published.set = List.of();
    clock.advance(Duration.ofMinutes(5));

    assertThat(keys.find(RSA_1)).isInstanceOf(Unknown.class);
  }

  @Test
  void find_takesKeysForOldWhenTheClockIsSetBack() {
    assertThat(keys.find(RSA_1)).isInstanceOf(Found.class);
    published.set = List.of(TestIssuer.OTHER_RSA);

    clock.advance(Duration.ofHours(-2));

    assertThat(keys.find(RSA_1)).isInstanceOf(Unknown.class);
  }

  @Test
  void keyFreshness_refusesAnOrderThatMakesNoSense() {
    Duration second = Duration.ofSeconds(1);
    Duration minute = Duration.ofMinutes(1);

    assertThatThrownBy(() -> new KeyFreshness(second, second, minute))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new KeyFreshness(minute, second, second))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new KeyFreshness(minute, Duration.ZERO, minute))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
