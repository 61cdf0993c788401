package org.cloister.gateway.config;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// What reports say of the organisation, because no program knows it of itself.
///
/// @param controller name of the organisation
/// @param contact where patients and authorities reach it
/// @param dataProtectionOfficer name and address
/// @param recipients outside organisations by the client id with which they call: `Name; address`
/// @param transfers transfers to third countries with their safeguards
/// @param measures technical and organisational measures beside the built-in ones
/// @param retention how long records of use are kept, at least 2190 days (45 CFR 164.316(b)(2)(i))
@ConfigurationProperties(prefix = "cloister.compliance", ignoreUnknownFields = false)
public record ComplianceSettings(
    @DefaultValue("The organisation that runs this gateway") String controller,
    @DefaultValue("not configured") String contact,
    @DefaultValue("not configured") String dataProtectionOfficer,
    @DefaultValue Map<String, String> recipients,
    @DefaultValue("none") String transfers,
    @DefaultValue List<String> measures,
    @DefaultValue("3653d") Duration retention) {
  private static final Duration SIX_YEARS = Duration.ofDays(2190);

  public ComplianceSettings {
    requireNonNull(controller, "cloister.compliance.controller");
    recipients = Map.copyOf(recipients);
    measures = List.copyOf(measures);
    requireNonNull(retention, "cloister.compliance.retention");
    if (controller.isBlank()) {
      throw new IllegalArgumentException("cloister.compliance.controller must not be blank");
    }
    if (retention.compareTo(SIX_YEARS) < 0) {
      throw new IllegalArgumentException("cloister.compliance.retention must be 2190d or more");
    }
  }
}
