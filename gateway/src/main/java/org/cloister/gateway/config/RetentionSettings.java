package org.cloister.gateway.config;

import static java.util.Objects.requireNonNull;

import java.time.Period;
import java.util.Set;
import org.cloister.gateway.compliance.erasure.Retention;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How long what a record says is kept. Leaves and proofs stay for ever; they hold nothing of a
/// person.
///
/// @param laws which laws bind the hospital; the longest of their terms is the least that may be
///   set
/// @param inference records of inferences; absent means the least that may be set
/// @param access records of reads and refusals, likewise
/// @param system records of the installation's own acts, likewise
@ConfigurationProperties(prefix = "cloister.retention", ignoreUnknownFields = false)
public record RetentionSettings(
    @DefaultValue({"ai-act", "ehds", "nen-7513", "hipaa", "astm-e2147"}) Set<Retention.Law> laws,
    @Nullable Period inference,
    @Nullable Period access,
    @Nullable Period system) {
  public RetentionSettings {
    requireNonNull(laws, "cloister.retention.laws");
    laws = Set.copyOf(laws);
    if (laws.isEmpty()) {
      throw new IllegalArgumentException("cloister.retention.laws must name a law");
    }
    require("inference", inference, laws);
    require("access", access, laws);
    require("system", system, laws);
  }

  private static void require(String what, @Nullable Period chosen, Set<Retention.Law> laws) {
    Period least = Retention.least(laws);
    if (chosen != null && chosen.toTotalMonths() < least.toTotalMonths()) {
      throw new IllegalArgumentException(
          "cloister.retention." + what + " must be at least " + least + " under the laws named");
    }
  }

  Retention retention() {
    Period least = Retention.least(laws);
    return new Retention(
        laws,
        inference == null ? least : inference,
        access == null ? least : access,
        system == null ? least : system);
  }
}
