package org.cloister.gateway.config;

import java.util.List;
import org.cloister.audit.witness.WitnessFeed;
import org.cloister.audit.witness.WitnessStanding;
import org.cloister.audit.witness.WitnessStanding.State;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The witnesses of this log, each with its feed, for as long as the gateway runs.
public final class Witnesses implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Witnesses.class);

  private final List<WitnessFeed> feeds;

  Witnesses(List<WitnessFeed> feeds) {
    this.feeds = List.copyOf(feeds);
  }

  /// How each stands to the log, in the order of the settings.
  public List<WitnessStanding> standings() {
    return feeds.stream().map(WitnessFeed::standing).toList();
  }

  boolean isAnyDisagreeing() {
    return standings().stream().anyMatch(s -> s.state() == State.DISAGREES);
  }

  @Override
  public void close() {
    feeds.forEach(WitnessFeed::close);
  }

  /// Names, sizes and times only: nothing of a record.
  static void reportChange(WitnessStanding now) {
    switch (now.state()) {
      case AGREEING, NOT_ASKED -> LOG.info("witness {}: agrees", now.name());
      case UNREACHABLE -> LOG.warn("witness {}: {}", now.name(), now.sentence());
      case DISAGREES ->
          LOG.error(
              "WITNESS {} DISAGREES: {}. Stop changing the database and find out why"
                  + " (docs/operations.md)",
              now.name(),
              now.sentence());
    }
  }
}
