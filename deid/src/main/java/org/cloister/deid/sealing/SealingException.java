package org.cloister.deid.sealing;

/// Sealing, opening or reading a key was refused, or the store could not be asked.
///
/// The message is fit for logs: it names at most a file path or an SQL state. There is no cause: a
/// driver's text can quote rows and addresses, and the reason why a decryption failed helps only a
/// forger.
public final class SealingException extends Exception {
  private static final long serialVersionUID = 1L;

  /// What the caller can do about it.
  public enum Kind {
    /// The key file is missing, unsafe or damaged: an operator must act before a start.
    KEY_FILE,
    /// The database did not answer, or the subject is being erased: nothing was sealed or opened,
    /// and a later try may work.
    UNAVAILABLE,
    /// The bytes, their context or the keys are not those of the sealing. Trying again is useless.
    UNREADABLE,
    /// The bytes name a key that does not exist: destroyed by an erasure or at the end of
    /// retention. Whoever was told so asks the log which act that was; if there was none, the key
    /// was lost or the bytes were changed.
    KEY_GONE
  }

  private final Kind kind;

  private SealingException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }

  /// @param message names a path and says what to do; printed as it is
  public static SealingException keyFile(String message) {
    return new SealingException(Kind.KEY_FILE, message);
  }

  /// @param attempt what was tried, in words of ours
  /// @param sqlState five characters of the SQL standard
  public static SealingException unavailable(String attempt, String sqlState) {
    return new SealingException(
        Kind.UNAVAILABLE, attempt + " failed: the database answered with SQL state " + sqlState);
  }

  static SealingException closed() {
    return new SealingException(Kind.UNAVAILABLE, "nothing is sealed: the subject is being erased");
  }

  static SealingException keyGone() {
    return new SealingException(
        Kind.KEY_GONE, "sealed bytes cannot be opened: the key that they name does not exist");
  }

  /// One text for a changed byte, a wrong context and a wrong key.
  static SealingException unreadable() {
    return new SealingException(
        Kind.UNREADABLE,
        "sealed bytes cannot be opened: they, their context or their key are not those of the"
            + " sealing");
  }

  static SealingException foreignKey() {
    return new SealingException(
        Kind.UNREADABLE,
        "the subject's key cannot be unwrapped: its row was changed or belongs to another subject,"
            + " tenant or key-encryption key");
  }
}
