package org.cloister.gateway.config;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// What reports say of the organisation, because no program knows it of itself.
///
/// @param controller name of the organisation
/// @param contact where patients and authorities reach it
/// @param dataProtectionOfficer name and address
/// @param recipients outside organisations by the client id with which they call: `Name; address;
///   contract`
/// @param impactAssessments data protection impact assessments by the model's id: `ID; version;
///   last day`; once there is one, the gateway starts with no model that has none
/// @param transfers transfers to third countries with their safeguards
/// @param measures technical and organisational measures beside the built-in ones
/// @param reportRecords most records that one report may rest on, 10 to 100000; each takes about 2
///   kB of memory while the report is made
@ConfigurationProperties(prefix = "cloister.compliance", ignoreUnknownFields = false)
public record ComplianceSettings(
    @DefaultValue("The organisation that runs this gateway") String controller,
    @DefaultValue("not configured") String contact,
    @DefaultValue("not configured") String dataProtectionOfficer,
    @DefaultValue Map<String, String> recipients,
    @DefaultValue Map<String, String> impactAssessments,
    @DefaultValue("none") String transfers,
    @DefaultValue List<String> measures,
    @DefaultValue("100000") int reportRecords) {
  public ComplianceSettings {
    requireNonNull(controller, "cloister.compliance.controller");
    recipients = Map.copyOf(recipients);
    impactAssessments = Map.copyOf(impactAssessments);
    measures = List.copyOf(measures);
    if (controller.isBlank()) {
      throw new IllegalArgumentException("cloister.compliance.controller must not be blank");
    }
    if (reportRecords < 10 || reportRecords > 100_000) {
      throw new IllegalArgumentException("cloister.compliance.report-records must be 10 to 100000");
    }
  }
}
