package org.cloister.gateway.config;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// @param origin first line of every checkpoint (C2SP tlog-checkpoint): a schema-less URL of this
///   log
/// @param queue entries that may wait for the sequencer, 64 to 1000000; one more is answered 503
/// @param witnesses who is shown each checkpoint and cosigns it; none by default, each name once
@ConfigurationProperties(prefix = "cloister.audit", ignoreUnknownFields = false)
public record AuditSettings(
    @DefaultValue("cloister.local/log") String origin,
    @DefaultValue("8192") int queue,
    @DefaultValue List<WitnessSettings> witnesses) {
  public AuditSettings {
    requireNonNull(origin, "cloister.audit.origin");
    if (!origin.matches("[A-Za-z0-9./_-]{1,255}")) {
      throw new IllegalArgumentException(
          "cloister.audit.origin must be a schema-less URL such as log.hospital.example/cloister");
    }
    if (queue < 64 || queue > 1_000_000) {
      throw new IllegalArgumentException("cloister.audit.queue must be 64 to 1000000");
    }
    witnesses = List.copyOf(witnesses);
    if (witnesses.stream().map(w -> w.address().name()).distinct().count() != witnesses.size()) {
      throw new IllegalArgumentException("cloister.audit.witnesses must name each witness once");
    }
  }
}
