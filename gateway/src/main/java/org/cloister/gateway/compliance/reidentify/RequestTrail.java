package org.cloister.gateway.compliance.reidentify;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cloister.audit.AuditException;
import org.cloister.audit.AuditLog;
import org.cloister.audit.LogQuery;
import org.cloister.audit.Outcome;
import org.cloister.gateway.record.AuditRecord;

/// What the log says of a request. Whoever administers the database can change the column that says
/// "approved", but can make no record: so an opening rests on the record of the approval.
final class RequestTrail {
  private final AuditLog log;

  RequestTrail(AuditLog log) {
    this.log = log;
  }

  /// Why the request may not be opened, whatever the table says of it; empty where the log has its
  /// approval for just this domain, purpose and number of codes, and nothing after it.
  ///
  /// @throws AuditException when the log cannot be read
  Optional<String> contradiction(Waiting request) throws AuditException {
    List<AuditRecord> approvals = of(request, RequestDesk.APPROVED);
    boolean isApproved =
        approvals.stream()
            .anyMatch(record ->
                is(record, "domain", request.domain())
                    && is(record, "purpose", request.purpose())
                    && is(record, "codes", Integer.toString(request.codes())));
    if (!isApproved) {
      return Optional.of("The log has no approval of this request.");
    }
    boolean isOver =
        !of(request, RequestDesk.WITHDRAWN).isEmpty() || !of(request, OpeningDesk.EVENT).isEmpty();
    return isOver ? Optional.of("The log says that this request is over.") : Optional.empty();
  }

  private List<AuditRecord> of(Waiting request, String event) throws AuditException {
    LogQuery done =
        LogQuery.all()
            .event(event)
            .outcomes(Set.of(Outcome.OK))
            .from(request.requestedAt())
            .limit(LogQuery.MAX_LIMIT);
    return log.search(done).entries().stream()
        .map(AuditRecord::of)
        .filter(record -> is(record, "request", request.id().toString()))
        .toList();
  }

  private static boolean is(AuditRecord record, String detail, String value) {
    return record.detail(detail).filter(value::equals).isPresent();
  }
}
