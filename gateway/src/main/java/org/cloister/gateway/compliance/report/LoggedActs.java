package org.cloister.gateway.compliance.report;

import java.util.Set;
import java.util.function.BiConsumer;
import org.cloister.audit.AuditException;
import org.cloister.audit.AuditLog;
import org.cloister.audit.LogQuery;
import org.cloister.gateway.record.AuditRecord;

/// What officers said in the log, of which a register is made anew each time that it is asked.
final class LoggedActs {
  private LoggedActs() {}

  /// Shows every act of these events that was carried out, oldest first, with its event.
  static void replay(AuditLog log, Set<String> events, BiConsumer<String, AuditRecord> each)
      throws AuditException {
    log.scan(
        LogQuery.all().events(events),
        0,
        ProvenExport.size(log.checkpoint()),
        entry -> {
          AuditRecord act = AuditRecord.of(entry);
          if (Words.released(act)) {
            each.accept(act.event().orElseThrow(), act);
          }
        });
  }
}
