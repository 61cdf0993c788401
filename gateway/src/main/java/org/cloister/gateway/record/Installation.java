package org.cloister.gateway.record;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.cloister.audit.AuditException;
import org.cloister.audit.AuditLog;
import org.cloister.audit.Entry;
import org.cloister.audit.Fact;
import org.cloister.audit.LogQuery;
import org.cloister.audit.Outcome;
import org.cloister.audit.Receipt;
import org.cloister.audit.StoredEntry;
import org.cloister.models.Manifest;
import org.cloister.models.Models;
import org.cloister.policies.RequestId;
import org.cloister.policies.Sha256;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Records what the installation itself does: that it starts and stops, with which models, policies
/// and settings, and under which key it signs. A start without a stop before it was a crash.
public final class Installation {
  private static final Logger LOG = LoggerFactory.getLogger(Installation.class);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);
  private static final Duration LONGEST_FAREWELL = Duration.ofSeconds(2);

  private final AuditLog log;
  private final RecordSealer sealer;
  private final String tenant;

  public Installation(AuditLog log, RecordSealer sealer, String tenant) {
    this.log = log;
    this.sealer = sealer;
    this.tenant = tenant;
  }

  /// What runs from now on.
  ///
  /// @param models every model that was loaded
  /// @param policySet hash of the policies in force
  /// @param settings the effective settings, a line each, sorted; no secret is among them
  /// @param verifierKey public half of the log's key, as handed to verifiers
  public record State(Models models, Sha256 policySet, List<String> settings, String verifierKey) {
    public State {
      settings = List.copyOf(settings);
    }
  }

  /// Returns once all of it is durable. Settings are recorded where they differ from the last
  /// start; the log's key where there was no start before.
  ///
  /// @throws AuditException when it is not, or is not known to be: the gateway does not start
  public void started(State state) throws AuditException {
    List<Entry> entries = new ArrayList<>();
    if (last("started").isEmpty()) {
      entries.add(
          act(
              "key-created",
              Map.of(),
              Map.of("use", "log-signing", "verifierKey", state.verifierKey())));
    }
    Sha256 settings =
        Sha256.of(String.join("\n", state.settings()).getBytes(StandardCharsets.UTF_8));
    if (last("configuration")
        .filter(before -> settings.hex().equals(before.facts().get(Fact.CONFIGURATION.text())))
        .isEmpty()) {
      entries.add(
          act(
              "configuration",
              Map.of(Fact.CONFIGURATION, settings.hex()),
              Map.of("settings", state.settings())));
    }
    for (Manifest model : state.models().manifests()) {
      entries.add(
          act(
              "model-loaded",
              Map.of(
                  Fact.MODEL, model.id().value(),
                  Fact.MODEL_HASH, model.digests().model().hex(),
                  Fact.MANIFEST_HASH, model.digests().manifest().hex(),
                  Fact.DEID_PROFILE, model.digests().profile().hex()),
              Map.of("version", model.version())));
    }
    entries.add(
        act(
            "started",
            Map.of(Fact.POLICY_SET, state.policySet().hex(), Fact.CONFIGURATION, settings.hex()),
            Map.of()));
    List<CompletableFuture<Receipt>> records = new ArrayList<>();
    entries.forEach(entry -> records.add(log.append(entry, List.of())));
    for (CompletableFuture<Receipt> record : records) {
      var _ = Awaiting.durable(record, LONGEST_WAIT);
    }
  }

  /// After the last reply. Where the store is gone it waits no longer than a moment: the next start
  /// then reads as one after a crash, which it is.
  public void stopped() {
    try {
      var _ =
          Awaiting.durable(
              log.append(act("stopped", Map.of(), Map.of()), List.of()), LONGEST_FAREWELL);
    } catch (AuditException notRecorded) {
      LOG.warn("That the gateway stopped could not be recorded.");
    }
  }

  private Entry act(String event, Map<Fact, String> facts, Map<String, ?> details) {
    Map<Fact, String> all = new LinkedHashMap<>(facts);
    all.put(Fact.EVENT, event);
    RecordBody body = new RecordBody(RequestId.random());
    if (!details.isEmpty()) {
      body.details(details);
    }
    return Entry.system(Outcome.OK, sealer.subject(tenant, "System"), all, body.json());
  }

  private Optional<StoredEntry> last(String event) throws AuditException {
    return log.search(LogQuery.all().event(event).limit(1)).entries().stream().findFirst();
  }
}
