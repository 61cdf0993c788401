package org.cloister.gateway.compliance.report;

import java.util.Map;
import java.util.Optional;
import org.cloister.audit.AuditException;
import org.cloister.audit.LogQuery;
import org.cloister.deid.sealing.SealingException;
import org.cloister.gateway.record.AuditRecord;

/// Makes one report from the records of the log, oldest first. Confined to one thread, used once.
interface Composer {
  /// Which records it wants to see; empty for none.
  Optional<LogQuery> records();

  /// Takes the next record.
  Use take(AuditRecord record);

  /// What it says, once all records were taken.
  ///
  /// @throws AuditException when the log cannot be asked
  /// @throws SealingException when the keys cannot be asked
  /// @throws Unmade when the order cannot be carried out as it stands
  Document document() throws AuditException, SealingException;

  /// Details for the sealed part of the statement's record, beside the parameters.
  default Map<String, String> details() {
    return Map.of();
  }

  /// Whether a record is part of what the report claims.
  enum Use {
    /// The report rests on it: counted in its statement, proven in its export.
    USED,
    /// Looked at and left out.
    LEFT_OUT
  }
}
