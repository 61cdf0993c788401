package org.cloister.gateway.compliance;

import java.io.IOException;
import java.sql.SQLException;
import org.cloister.audit.AuditException;
import org.cloister.deid.sealing.SealingException;

/// What is done once it is permitted. It releases nothing and changes nothing by itself: what it
/// reads goes into the [Act]'s reply, what it changes into its riders.
@FunctionalInterface
public interface Deed {
  /// @throws AuditException when the log cannot be read
  /// @throws SealingException when a key cannot be had
  /// @throws SQLException when the store does not answer
  /// @throws IOException when a file or the configuration cannot be read
  Act perform(OversightPermit permit)
      throws AuditException, SealingException, SQLException, IOException;
}
