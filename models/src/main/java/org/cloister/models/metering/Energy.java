package org.cloister.models.metering;

/// Energy attributed to one call.
///
/// @param method how it was found; with [Method#NONE] the number is 0 and means nothing
/// @param nanojoules 1 000 000 000 are one joule
public record Energy(Method method, long nanojoules) {
  public enum Method {
    /// This machine gives no energy counter to us.
    NONE,
    /// The processor package's counter, shared out by CPU time.
    RAPL
  }

  public static final Energy NOT_MEASURED = new Energy(Method.NONE, 0);

  public Energy {
    if (nanojoules < 0) {
      throw new IllegalArgumentException("energy cannot be negative");
    }
  }
}
