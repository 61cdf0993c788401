package org.cloister.gateway.freshness;

import org.cloister.deid.sealing.SubjectIndex;

/// A part of what patients decided, of which the database counts the writes: a row of the table
/// `change_mark`.
///
/// @param number 0 for the restrictions, 1 to 1024 for the Consents of some patients each
public record Mark(int number) {
  /// Of all restrictions: they are few and read together.
  public static final Mark RESTRICTIONS = new Mark(0);

  /// How many there are.
  static final int COUNT = 1025;

  public Mark {
    if (number < 0 || number >= COUNT) {
      throw new IllegalArgumentException("no such mark");
    }
  }

  /// Of the Consents of this patient and of about every thousandth other one: at ten writes a
  /// second a patient's Consents are still remembered for a minute and more. The same as the
  /// database's function `consent_mark`.
  public static Mark ofConsents(SubjectIndex patient) {
    byte[] index = patient.bytes();
    int uniform = Byte.toUnsignedInt(index[0]) * 256 + Byte.toUnsignedInt(index[1]);
    return new Mark(1 + uniform % (COUNT - 1));
  }
}
