package org.cloister.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cloister.gateway.identity.VerifiedTokens.Verified;
import org.cloister.policies.Caller;
import org.cloister.policies.SignIn;
import org.junit.jupiter.api.Test;

class VerifiedTokensTest {
  private static final Instant NOW = Instant.parse("2026-03-01T08:00:00Z");
  private static final VerifiedTokens.Key KEY = VerifiedTokens.Key.of("a.b.c");

  private final VerifiedTokens tokens = new VerifiedTokens();

  @Test
  void find_forgetsAfterSixtySecondsThoughTheTokenLivesOn() {
    tokens.remember(KEY, verified(Duration.ofHours(1)), NOW);

    assertThat(tokens.find(KEY, 1, NOW.plusSeconds(59))).isPresent();
    assertThat(tokens.find(KEY, 1, NOW.plusSeconds(60))).isEmpty();
  }

  @Test
  void find_forgetsAtExp() {
    tokens.remember(KEY, verified(Duration.ofSeconds(7)), NOW);

    assertThat(tokens.find(KEY, 1, NOW.plusSeconds(6))).isPresent();
    assertThat(tokens.find(KEY, 1, NOW.plusSeconds(7))).isEmpty();
  }

  @Test
  void remember_doesNotTakeATokenAfterItsExp() {
    tokens.remember(KEY, verified(Duration.ofSeconds(-5)), NOW);

    assertThat(tokens.find(KEY, 1, NOW)).isEmpty();
    assertThat(tokens.find(KEY, 1, NOW.minusSeconds(10))).isEmpty();
  }

  @Test
  void find_forgetsWhenTheKeysChange() {
    tokens.remember(KEY, verified(Duration.ofHours(1)), NOW);

    assertThat(tokens.find(KEY, 2, NOW)).isEmpty();
  }

  @Test
  void find_forgetsWhenTheClockIsSetBack() {
    tokens.remember(KEY, verified(Duration.ofHours(1)), NOW);

    assertThat(tokens.find(KEY, 1, NOW.minusSeconds(1))).isEmpty();
  }

  @Test
  void remember_staysBoundedAndKeepsTheYoungest() {
    for (int i = 0; i < 50_000; i++) {
      tokens.remember(VerifiedTokens.Key.of("token-" + i), verified(Duration.ofHours(1)), NOW);
    }

    long kept = 0;
    for (int i = 0; i < 50_000; i++) {
      kept += tokens.find(VerifiedTokens.Key.of("token-" + i), 1, NOW).isPresent() ? 1 : 0;
    }
    assertThat(kept).isBetween(8192L, 16_384L);
    assertThat(tokens.find(VerifiedTokens.Key.of("token-49999"), 1, NOW)).isPresent();
  }

  private static Verified verified(Duration life) {
    Caller caller =
        new Caller(
            "s",
            "i",
            "c",
            "j",
            "t",
            Set.of(),
            List.of(),
            Set.of(),
            Optional.empty(),
            Optional.empty(),
            SignIn.UNSTATED);
    return new Verified(caller, NOW.plus(life), 1);
  }
}
