package org.cloister.audit.verify;

import com.google.errorprone.annotations.Immutable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.cloister.audit.tlog.KeyAlgorithm;
import org.cloister.audit.tlog.SignedNote;
import org.cloister.audit.tlog.VerifierKey;

/// Whose cosignatures a checkpoint needs, and of how many of them.
///
/// A witness counts once, under whichever of its keys, and not when its signature is from the
/// future: that is a wrong clock or a prepared answer.
@Immutable
final class WitnessPolicy {
  private static final Duration SKEW = Duration.ofMinutes(5);

  @SuppressWarnings("Immutable") // an unmodifiable copy of immutable keys
  private final List<VerifierKey> keys;

  private final int quorum;

  @SuppressWarnings("Immutable") // the platform's clocks do not change
  private final Clock clock;

  WitnessPolicy(List<VerifierKey> keys, int quorum, Clock clock) {
    if (quorum < 0 || quorum > keys.stream().map(VerifierKey::name).distinct().count()) {
      throw new IllegalArgumentException("a quorum is at most the number of witnesses");
    }
    this.keys = List.copyOf(keys);
    this.quorum = quorum;
    this.clock = clock;
  }

  WitnessPolicy at(Clock otherClock) {
    return new WitnessPolicy(keys, quorum, otherClock);
  }

  WitnessPolicy demanding(List<VerifierKey> cosigners, int number) {
    return new WitnessPolicy(cosigners, number, clock);
  }

  /// How many witnesses are needed; 0 where none is demanded.
  int quorum() {
    return quorum;
  }

  boolean isMetBy(SignedNote note) {
    return vouching(note).size() >= quorum;
  }

  /// Why a note does not meet this, or what vouches for one that does; empty where nothing is
  /// demanded.
  String sentence(SignedNote note) {
    Map<String, Instant> vouching = vouching(note);
    if (quorum == 0) {
      return "";
    }
    if (vouching.size() < quorum) {
      String future =
          keys.stream().anyMatch(k -> signedAt(note, k).filter(this::isFuture).isPresent())
              ? " One is from the future: a clock is wrong, or it was prepared."
              : "";
      return "The checkpoint has valid cosignatures of %d witnesses instead of %d.%s"
          .formatted(vouching.size(), quorum, future);
    }
    StringBuilder text = new StringBuilder();
    vouching.forEach((name, at) ->
        text.append(text.isEmpty() ? "Witnessed by " : ", ")
            .append(name)
            .append(at.isAfter(Instant.EPOCH) ? " at " + at : ""));
    return text.append('.').toString();
  }

  /// Who signed, and when last; [Instant#MIN] where the kind of signature does not say, the epoch
  /// where the signer chose not to.
  private Map<String, Instant> vouching(SignedNote note) {
    Map<String, Instant> names = new TreeMap<>();
    for (VerifierKey key : keys) {
      signedAt(note, key)
          .filter(at -> !isFuture(at))
          .ifPresent(at -> names.merge(key.name(), at, (a, b) -> a.isAfter(b) ? a : b));
    }
    return names;
  }

  private static Optional<Instant> signedAt(SignedNote note, VerifierKey key) {
    if (key.algorithm() == KeyAlgorithm.ED25519) {
      return note.isSignedBy(key) ? Optional.of(Instant.MIN) : Optional.empty();
    }
    return note.cosignedAt(key);
  }

  private boolean isFuture(Instant at) {
    return at.isAfter(clock.instant().plus(SKEW));
  }
}
