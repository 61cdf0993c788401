package org.cloister.gateway.identity;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/// The issuer's verification keys, followed through rotation and outage as [KeyFreshness] says.
///
/// Age of the key set decides what a question does:
/// 1. below 4/5 of `freshFor`: answered from memory;
/// 2. below `freshFor`: answered from memory, and one background fetch;
/// 3. older: one thread fetches while the others wait; if that fails, the old keys stay in use
///    until `outageTolerance` and are fetched anew in the background every `refetchInterval`;
/// 4. older than `outageTolerance`: [Unavailable].
///
/// A token that names an unknown key causes a fetch of its own, at most one per `refetchInterval`.
/// Nothing is fetched before the first question, so the gateway starts while its issuer is down.
public final class IssuerKeys {
  private final KeySource source;
  private final KeyFreshness freshness;
  private final Clock clock;
  private final Executor background;
  private final ReentrantLock fetching = new ReentrantLock();
  private final AtomicBoolean refreshing = new AtomicBoolean();
  private volatile State state = new State(Map.of(), 0, Instant.MIN, Instant.MIN);

  public IssuerKeys(KeySource source, KeyFreshness freshness, Clock clock) {
    this(source, freshness, clock, Thread::startVirtualThread);
  }

  IssuerKeys(KeySource source, KeyFreshness freshness, Clock clock, Executor background) {
    this.source = source;
    this.freshness = freshness;
    this.clock = clock;
    this.background = background;
  }

  sealed interface Lookup {}

  /// @param generation see [IssuerKeys#generation]
  record Found(VerificationKey key, long generation) implements Lookup {}

  /// The issuer publishes no such key, as of at most `refetchInterval` ago.
  record Unknown() implements Lookup {}

  /// The key set cannot be had, so nothing can be said about the key.
  record Unavailable() implements Lookup {}

  Lookup find(VerificationKey.Name name) {
    State known = current();
    if (!usable(known)) {
      return new Unavailable();
    }
    if (!known.keys.containsKey(name) && mayFetch(known)) {
      fetchUnlessReplaced(known);
      known = state;
    }
    VerificationKey key = known.keys.get(name);
    if (key != null) {
      return new Found(key, known.generation);
    }
    return known.failing() ? new Unavailable() : new Unknown();
  }

  /// Changes whenever the issuer drops or replaces a key: what was verified under an earlier
  /// generation has to be verified again. Empty when keys are unavailable.
  OptionalLong generation() {
    State known = current();
    return usable(known) ? OptionalLong.of(known.generation) : OptionalLong.empty();
  }

  /// When the last fetch failed; empty if it succeeded or was never made. For the health endpoint.
  public Optional<Instant> failedAt() {
    State known = state;
    return known.failing() ? Optional.of(known.attemptedAt) : Optional.empty();
  }

  private State current() {
    State known = state;
    Duration age = since(known.fetchedAt);
    if (age.compareTo(freshness.refreshAhead()) >= 0 && mayFetch(known)) {
      boolean mustWait =
          !usable(known) || (age.compareTo(freshness.freshFor()) >= 0 && !known.failing());
      if (mustWait) {
        fetchUnlessReplaced(known);
      } else if (refreshing.compareAndSet(false, true)) {
        background.execute(() -> refresh(known));
      }
    }
    return state;
  }

  private void refresh(State known) {
    try {
      fetchUnlessReplaced(known);
    } finally {
      refreshing.set(false);
    }
  }

  private boolean mayFetch(State known) {
    return since(known.attemptedAt).compareTo(freshness.refetchInterval()) >= 0;
  }

  private boolean usable(State known) {
    return since(known.fetchedAt).compareTo(freshness.outageTolerance()) <= 0;
  }

  /// Waiting threads find the state replaced and fetch nothing.
  @SuppressWarnings("ReferenceEquality") // Every fetch makes a new state, even one that is equal.
  private void fetchUnlessReplaced(State known) {
    fetching.lock();
    try {
      if (state == known) {
        // The time before the fetch: keys are never taken for newer than they are.
        Instant now = clock.instant();
        state = fetched(known, now);
      }
    } finally {
      fetching.unlock();
    }
  }

  private State fetched(State known, Instant now) {
    try {
      Map<VerificationKey.Name, VerificationKey> keys = VerificationKey.allOf(source.fetch());
      long generation = keeps(known.keys, keys) ? known.generation : known.generation + 1;
      return new State(keys, generation, now, now);
    } catch (IOException e) {
      // The state says so: callers see an outage, the health endpoint sees failedAt().
      return new State(known.keys, known.generation, known.fetchedAt, now);
    }
  }

  private static boolean keeps(
      Map<VerificationKey.Name, VerificationKey> before,
      Map<VerificationKey.Name, VerificationKey> after) {
    return before.entrySet().stream()
        .allMatch(old -> {
          VerificationKey same = after.get(old.getKey());
          return same != null && same.thumbprint().equals(old.getValue().thumbprint());
        });
  }

  /// A clock that was set back makes everything look old, never new.
  private Duration since(Instant instant) {
    Duration elapsed =
        instant.equals(Instant.MIN)
            ? Duration.ofSeconds(Long.MAX_VALUE)
            : Duration.between(instant, clock.instant());
    return elapsed.isNegative() ? Duration.ofSeconds(Long.MAX_VALUE) : elapsed;
  }

  /// @param fetchedAt of the last success
  /// @param attemptedAt of the last fetch, equal to `fetchedAt` if that was a success
  private record State(
      Map<VerificationKey.Name, VerificationKey> keys,
      long generation,
      Instant fetchedAt,
      Instant attemptedAt) {
    boolean failing() {
      return !attemptedAt.equals(fetchedAt);
    }
  }
}
