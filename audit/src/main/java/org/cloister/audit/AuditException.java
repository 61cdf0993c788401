package org.cloister.audit;

/// The log could not do what was asked. The message is one plain sentence without any value of an
/// entry, and without the database's own text: PostgreSQL quotes the offending row in its errors.
/// For the same reason the cause is not attached; the SQLSTATE is in the message.
public final class AuditException extends Exception {
  private static final long serialVersionUID = 1L;

  /// What the caller can do about it.
  public enum Kind {
    /// The queue is full: nothing was recorded; try again later.
    BUSY,
    /// The store or a key cannot be reached, or the log is closed. Whether the record was stored is
    /// not known: it may turn up in the log. Nothing may be released.
    UNAVAILABLE,
    /// The store refused this record or a rider of it: nothing was recorded.
    REJECTED,
    /// Stored data contradicts itself: tampering, a lost write, or another log's database.
    DAMAGED,
    /// The store or a key file is set up in a way that could lose or betray records.
    UNSAFE
  }

  private final Kind kind;

  public AuditException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
