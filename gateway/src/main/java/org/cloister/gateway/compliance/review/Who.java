package org.cloister.gateway.compliance.review;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.cloister.audit.AuditException;
import org.cloister.audit.AuditLog;
import org.cloister.audit.RecordId;
import org.cloister.gateway.record.AuditRecord;

/// Shows who did what to whom, from the record itself: reviews keep no copy of it, so what is
/// erased there is gone here.
final class Who {
  private final AuditLog log;

  Who(AuditLog log) {
    this.log = log;
  }

  /// Whoever did what this record says, as `issuer|subject`; empty once that was erased.
  Optional<String> by(UUID record) throws AuditException {
    return log.find(new RecordId(record))
        .flatMap(found -> AuditRecord.of(found).actor())
        .map(actor -> actor.issuer() + "|" + actor.subject());
  }

  void show(UUID record, Map<String, Object> shown) throws AuditException {
    Optional<AuditRecord> found = log.find(new RecordId(record)).map(AuditRecord::of);
    if (found.isEmpty()) {
      return;
    }
    AuditRecord access = found.get();
    access
        .actor()
        .ifPresent(actor -> {
          shown.put("user", actor.issuer() + "|" + actor.subject());
          shown.put("client", actor.client());
          actor.fhirUser().ifPresent(it -> shown.put("fhirUser", it));
        });
    access.patient().ifPresent(it -> shown.put("patient", it));
    access.purpose().ifPresent(it -> shown.put("purpose", it));
    access.model().ifPresent(it -> shown.put("model", it));
    access.breakGlassReason().ifPresent(it -> shown.put("breakGlassReason", it));
  }
}
