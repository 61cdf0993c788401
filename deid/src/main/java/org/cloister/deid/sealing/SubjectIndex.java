package org.cloister.deid.sealing;

import com.google.errorprone.annotations.Immutable;
import java.util.Arrays;

/// The blind index of one subject of one tenant: HMAC-SHA-256 under the blind-index key, all 256
/// bits. Equal for equal subjects, so that rows of one patient can be found; without the key it
/// neither tells nor lets anyone test who the patient is.
///
/// Still personal data under GDPR: it goes into deletable rows only, never into the log's leaves,
/// and is no substitute for a de-identified pseudonym.
@Immutable
public final class SubjectIndex {
  static final int BYTES = 32;

  @SuppressWarnings("Immutable") // copied in and out, never changed
  private final byte[] value;

  /// @param value taken from [CaseVault#subjectIndex] or from a row of the store
  public SubjectIndex(byte[] value) {
    if (value.length != BYTES) {
      throw new IllegalArgumentException("a subject index has 32 bytes");
    }
    this.value = value.clone();
  }

  /// For a `bytea` column.
  public byte[] bytes() {
    return value.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SubjectIndex index && Arrays.equals(value, index.value);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(value);
  }

  @Override
  public String toString() {
    return "SubjectIndex[redacted]";
  }
}
