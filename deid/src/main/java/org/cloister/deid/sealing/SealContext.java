package org.cloister.deid.sealing;

import com.google.errorprone.annotations.Immutable;
import java.util.UUID;
import java.util.function.IntPredicate;

/// What a sealing is bound to: bytes sealed in one context open in no other.
///
/// The subject is a blind index and not a reference such as `Patient/123`, so that a row can be
/// opened by what stands in it, before anyone knows whose it is.
///
/// @param tenant 1 to 128 visible ASCII characters
/// @param subject whose key seals, from [CaseVault#subjectIndex] with the same tenant
/// @param recordId the record of the log that this belongs to
/// @param purpose what the bytes are for, such as `RiskAssessment/<id>` or `audit-body`: 1 to 128
///   letters, digits, `.`, `_`, `/` and `-`. Two things sealed for one record need two purposes, or
///   they could be swapped
/// @param keyClass which of the subject's keys seals
@Immutable
public record SealContext(
    String tenant, SubjectIndex subject, UUID recordId, String purpose, KeyClass keyClass) {
  private static final int LONGEST = 128;

  public SealContext {
    if (!holdsOnly(SealContext::isVisible, tenant)) {
      throw new IllegalArgumentException("tenant must be 1 to 128 visible ASCII characters");
    }
    if (!holdsOnly(SealContext::isPurpose, purpose)) {
      throw new IllegalArgumentException("purpose must match [A-Za-z0-9._/-]{1,128}");
    }
  }

  /// A loop: regular expressions on the way of every record were 4 % of an inference.
  private static boolean holdsOnly(IntPredicate allowed, String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!allowed.test(text.charAt(i))) {
        return false;
      }
    }
    return !text.isEmpty() && text.length() <= LONGEST;
  }

  private static boolean isVisible(int c) {
    return c >= '!' && c <= '~';
  }

  private static boolean isPurpose(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '.'
        || c == '_'
        || c == '/'
        || c == '-';
  }
}
