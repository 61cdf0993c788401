package org.cloister.gateway.compliance.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Who runs this gateway, as reports name them.
///
/// @param name the controller (GDPR Art. 4(7)), the covered entity or healthcare provider
/// @param contact where it is reached
/// @param dataProtectionOfficer name and address of the data protection officer
/// @param recipients outside organisations by the client id with which they call
/// @param policies what the register of processing says beside what the gateway knows itself
public record Organisation(
    String name,
    String contact,
    String dataProtectionOfficer,
    Map<String, Recipient> recipients,
    Policies policies) {
  public Organisation {
    recipients = new TreeMap<>(recipients);
  }

  /// An outside organisation.
  ///
  /// @param address where it is reached, or empty
  /// @param contract under which it gets data, such as one of GDPR Art. 28(3) with a processor;
  ///   empty where nobody named one
  public record Recipient(String name, String address, Optional<String> contract) {
    /// Of `Name; address; contract`, of which the last two may be missing.
    public static Recipient parse(String text) {
      String[] parts = text.split(";", 3);
      return new Recipient(
          parts[0].strip(),
          parts.length < 2 ? "" : parts[1].strip(),
          Optional.of(parts.length < 3 ? "" : parts[2].strip()).filter(it -> !it.isEmpty()));
    }

    String nameAndAddress() {
      return address.isEmpty() ? name : name + ", " + address;
    }
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
