package org.cloister.gateway.compliance.report;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Who runs this gateway, as reports name them.
///
/// @param name the controller (GDPR Art. 4(7)), the covered entity or healthcare provider
/// @param contact where it is reached
/// @param dataProtectionOfficer name and address of the data protection officer
/// @param recipients outside organisations by the client id with which they call: name and address
/// @param policies what the register of processing says beside what the gateway knows itself
public record Organisation(
    String name,
    String contact,
    String dataProtectionOfficer,
    Map<String, String> recipients,
    Policies policies) {
  public Organisation {
    recipients = new TreeMap<>(recipients);
  }

  /// What no program knows of itself.
  ///
  /// @param transfers transfers to third countries, with their safeguards
  /// @param measures technical and organisational measures beside the built-in ones
  /// @param retention how long records of inferences, of reads, and of the installation are kept,
  ///   as the disposal of records goes by
  public record Policies(String transfers, List<String> measures, String retention) {
    public Policies {
      measures = List.copyOf(measures);
    }
  }
}
