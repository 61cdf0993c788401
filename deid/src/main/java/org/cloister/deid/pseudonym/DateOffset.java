package org.cloister.deid.pseudonym;

import java.util.OptionalInt;

/// By how many days a patient's dates move: -365 to -1 or 1 to 365, each as likely.
final class DateOffset {
  static final int MOST_DAYS = 365;

  private static final int CHOICES = 2 * MOST_DAYS;
  private static final long BOUND = (1L << 32) / CHOICES * CHOICES;

  private DateOffset() {}

  /// The offset that 32 uniform bits choose; empty for the few highest values, which would make
  /// some offsets likelier than others.
  static OptionalInt ofUniform(int bits) {
    long word = Integer.toUnsignedLong(bits);
    if (word >= BOUND) {
      return OptionalInt.empty();
    }
    int choice = (int) (word % CHOICES);
    return OptionalInt.of(choice < MOST_DAYS ? choice - MOST_DAYS : choice - MOST_DAYS + 1);
  }
}
