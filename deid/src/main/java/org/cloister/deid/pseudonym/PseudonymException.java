package org.cloister.deid.pseudonym;

/// A pseudonym could not be given or resolved. The message names no original and no code.
public final class PseudonymException extends Exception {
  private static final long serialVersionUID = 1L;

  /// What is to be done about it.
  public enum Kind {
    /// A code cannot be given; nothing may be released.
    NOT_GIVEN,
    /// The domain did not give this code.
    UNKNOWN,
    /// The code is derived with a key; nothing is kept that leads back from it.
    DERIVED,
    /// What is stored is not what was sealed there.
    CHANGED,
    /// The domain's key is not under any key at hand.
    KEY_AWAY,
    /// The store does not answer.
    UNAVAILABLE
  }

  private final Kind kind;

  public PseudonymException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /// Of kind [Kind#NOT_GIVEN].
  public PseudonymException(String message) {
    this(Kind.NOT_GIVEN, message);
  }

  /// The store does not answer. Without the driver's words: they can quote a row.
  static PseudonymException unavailable() {
    return new PseudonymException(Kind.UNAVAILABLE, "the store of pseudonyms does not answer");
  }

  /// No key at hand opens the domain's.
  static PseudonymException keyAway() {
    return new PseudonymException(Kind.KEY_AWAY, "the domain's key is not under any key at hand");
  }

  public Kind kind() {
    return kind;
  }
}
