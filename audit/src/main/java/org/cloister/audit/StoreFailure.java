package org.cloister.audit;

import java.sql.SQLException;
import org.cloister.audit.AuditException.Kind;

/// What a database error means for the log. Its own text is dropped: it quotes rows.
final class StoreFailure {
  /// PostgreSQL's "data_corrupted", which the log also uses for hashes that should be there.
  static final String DATA_CORRUPTED = "XX001";

  private static final String UNDEFINED_TABLE = "42P01";

  private StoreFailure() {}

  /// Whether the store refused a record or a rider for what it is (SQLSTATE classes 22 data, 23
  /// constraint, 42 statement, 54 limits, P0 a trigger's refusal), with the session still in order.
  static boolean isContent(SQLException failure) {
    String state = state(failure);
    return state.startsWith("22")
        || state.startsWith("23")
        || state.startsWith("42")
        || state.startsWith("54")
        || state.startsWith("P0");
  }

  static AuditException rejected(SQLException failure) {
    return new AuditException(
        Kind.REJECTED,
        "the store refused the record or one of its riders, SQLSTATE " + state(failure));
  }

  static AuditException unavailable() {
    return new AuditException(
        Kind.UNAVAILABLE, "the audit store did not confirm the record; nothing may be released");
  }

  static AuditException closed() {
    return new AuditException(Kind.UNAVAILABLE, "the audit log is closed");
  }

  /// For failures while opening or reading.
  static AuditException from(SQLException failure) {
    String state = state(failure);
    if (state.equals(DATA_CORRUPTED)) {
      return new AuditException(Kind.DAMAGED, "a stored hash or record of the log is missing");
    }
    if (state.equals(UNDEFINED_TABLE)) {
      return new AuditException(
          Kind.UNAVAILABLE, "the audit store has no log tables: run db/migration/V1__audit.sql");
    }
    return new AuditException(
        Kind.UNAVAILABLE, "the audit store did not answer, SQLSTATE " + state);
  }

  private static String state(SQLException failure) {
    String state = failure.getSQLState();
    return state == null || !state.matches("[0-9A-Z]{5}") ? "unknown" : state;
  }
}
