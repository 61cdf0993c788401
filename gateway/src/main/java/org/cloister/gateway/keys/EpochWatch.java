package org.cloister.gateway.keys;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.cloister.audit.AuditLog;
import org.cloister.audit.CanonicalJson;
import org.cloister.audit.Entry;
import org.cloister.audit.Fact;
import org.cloister.audit.Outcome;
import org.cloister.deid.pseudonym.DomainKeyRotation;
import org.cloister.deid.pseudonym.PseudonymException;
import org.cloister.deid.sealing.KeyRing;
import org.cloister.deid.sealing.KeyRotation;
import org.cloister.deid.sealing.SealingException;
import org.cloister.gateway.record.RecordSealer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks every few seconds whether a new epoch of the key-encryption key has begun (`cloister key
/// rotate`), takes it up, and wraps everything anew in the background. Both are recorded. A
/// rotation that a crash cut off goes on at the next start.
///
/// A key whose file was put away stays in memory for as long as a row needs it; but a start without
/// it is refused, so put it away only when [KeyStatus] says that nothing does.
public final class EpochWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EpochWatch.class);
  private static final Duration EVERY = Duration.ofSeconds(5);
  private static final long REPORT_EVERY = 100_000;

  private final Places places;
  private final KeyRotation rotation;
  private final DomainKeyRotation domains;
  private final AuditLog log;
  private final RecordSealer sealer;
  private final Clock clock;
  private final Troubles troubles = new Troubles(LOG, "Key epochs");
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("key-epochs").factory());

  /// @param tenant the organisation in whose name rotations are recorded
  /// @param first file of the first epoch
  /// @param data where the status is written
  /// @param domains of pseudonymisation domains, each with epochs of its own
  public record Places(String tenant, Path first, Path data, DomainKeys domains) {}

  /// What wraps anew.
  public record Rotations(KeyRotation rotation, DomainKeyRotation domains) {}

  public EpochWatch(
      Places places, Rotations rotations, AuditLog log, RecordSealer sealer, Clock clock) {
    this.places = places;
    this.rotation = rotations.rotation();
    this.domains = rotations.domains();
    this.log = log;
    this.sealer = sealer;
    this.clock = clock;
  }

  /// Begins to watch.
  ///
  /// @throws SealingException when a row is wrapped under a key whose file is not there
  public EpochWatch started() throws SealingException {
    List<String> known = rotation.ring().ids();
    for (Map.Entry<String, Long> use : rotation.uses().entrySet()) {
      if (!known.contains(use.getKey())) {
        throw SealingException.keyFile(
            use.getValue()
                + " key(s) are wrapped under "
                + use.getKey()
                + ", whose file is not beside "
                + places.first()
                + "; restore it");
      }
    }
    var _ = timer.scheduleWithFixedDelay(this::look, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    return this;
  }

  void look() {
    try {
      long left = lookedAfter();
      if (left > 0) {
        troubles.met(left + " wrapped keys do not open and were left as they are");
      } else {
        troubles.over();
      }
    } catch (SealingException | PseudonymException e) {
      troubles.met(String.valueOf(e.getMessage()));
    } catch (IOException | RuntimeException e) {
      troubles.met("they could not be looked after: " + e.getClass().getName());
    }
  }

  /// @return how many keys do not open
  private long lookedAfter() throws SealingException, PseudonymException, IOException {
    takeUp(KeyRing.load(places.first()));
    Map<String, Long> uses = rotation.uses();
    String current = rotation.ring().ids().getFirst();
    long unreadable = 0;
    if (!uses.keySet().equals(Set.of(current))) {
      unreadable = rewrap(current);
      uses = rotation.uses();
    }
    rotateDomains();
    Map<String, Long> needed = new TreeMap<>(uses);
    places.domains().firsts().forEach((kek, count) -> needed.merge(kek, count, Long::sum));
    domains.uses().forEach((kek, count) -> needed.merge(kek, count, Long::sum));
    new KeyStatus(clock.instant(), current, needed).writeTo(places.data());
    return unreadable;
  }

  private void rotateDomains() throws SealingException, PseudonymException {
    places
        .domains()
        .rotate(domains)
        .forEach((domain, kek) -> {
          LOG.info("The key of the domain {} is wrapped under {}", domain, kek);
          record("key-rotated", kek, 1);
        });
  }

  private void takeUp(KeyRing found) {
    String newest = found.ids().getFirst();
    if (!rotation.ring().ids().contains(newest)) {
      rotation.adopt(found.keeping(rotation.ring()));
      LOG.info("A new key-encryption key, {}, wraps from now on", newest);
      record("key-created", newest, 0);
    }
  }

  /// @return how many keys do not open and were left as they are
  private long rewrap(String current) throws SealingException {
    long[] next = {REPORT_EVERY};
    KeyRotation.Progress done =
        rotation.run(progress -> {
          if (progress.rewrapped() >= next[0]) {
            next[0] += REPORT_EVERY;
            LOG.info("{} keys are wrapped under {}", progress.rewrapped(), current);
          }
        });
    if (done.rewrapped() > 0) {
      LOG.info("All {} keys are wrapped under {}", done.rewrapped(), current);
      record("key-rotated", current, done.rewrapped());
    }
    return done.unreadable();
  }

  private void record(String event, String kek, long count) {
    Map<Fact, String> facts = new EnumMap<>(Fact.class);
    facts.put(Fact.EVENT, event);
    facts.put(Fact.KEK, kek);
    facts.put(Fact.COUNT, Long.toString(count));
    Entry entry =
        Entry.system(
            Outcome.OK,
            sealer.subject(places.tenant(), "System"),
            facts,
            CanonicalJson.of(Map.of("key", kek)));
    var _ =
        log.append(entry, List.of())
            .exceptionally(e -> {
              LOG.warn("A change of keys could not be recorded");
              return null;
            });
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
