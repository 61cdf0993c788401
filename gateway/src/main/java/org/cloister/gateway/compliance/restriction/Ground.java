package org.cloister.gateway.compliance.restriction;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.cloister.policies.PurposeOfUse;

/// By which law a patient's data may not be used, and for which purposes at most.
///
/// Purposes of officers cannot be barred: restricted data may be used for legal claims and with the
/// patient's consent (GDPR 18(2)), and whoever restricts them must be able to look.
public enum Ground {
  /// GDPR 18(1)(a): the patient contests that the data are accurate; while a rectification under
  /// Article 16 is examined.
  ACCURACY_CONTESTED("gdpr-18-1-a", Bars.ALL),
  /// GDPR 18(1)(b): processing is unlawful, and the patient wants no erasure.
  UNLAWFUL("gdpr-18-1-b", Bars.ALL),
  /// GDPR 18(1)(c): no longer needed, but by the patient for legal claims.
  LEGAL_CLAIMS("gdpr-18-1-c", Bars.ALL),
  /// GDPR 18(1)(d): the patient objected, and it is examined whose grounds override.
  OBJECTION_PENDING("gdpr-18-1-d", Bars.ALL),
  /// GDPR 21(1): the patient objected, and no compelling grounds override that.
  OBJECTION("gdpr-21-1", Bars.ALL),
  /// GDPR 21(6): the patient objected to research.
  RESEARCH_OBJECTION("gdpr-21-6", Bars.RESEARCH),
  /// 45 CFR 164.522(a)(1): the provider agreed to it. (iii) "in need of emergency treatment": that
  /// is never barred.
  AGREED("hipaa-164-522-a", Bars.ALL_BUT_EMERGENCY),
  /// GDPR 58(2)(f): a supervisory authority limits or bans the processing.
  ORDER("order", Bars.ALL);

  private enum Bars {
    ALL(
        EnumSet.of(
            PurposeOfUse.TREAT, PurposeOfUse.ETREAT, PurposeOfUse.HOPERAT, PurposeOfUse.HRESCH)),
    ALL_BUT_EMERGENCY(EnumSet.of(PurposeOfUse.TREAT, PurposeOfUse.HOPERAT, PurposeOfUse.HRESCH)),
    RESEARCH(EnumSet.of(PurposeOfUse.HRESCH));

    @SuppressWarnings("Immutable") // unmodifiable
    private final Set<PurposeOfUse> purposes;

    Bars(EnumSet<PurposeOfUse> purposes) {
      this.purposes = Collections.unmodifiableSet(purposes);
    }
  }

  private final String code;
  private final Bars bars;

  Ground(String code, Bars bars) {
    this.code = code;
    this.bars = bars;
  }

  /// Part of the format of the log and the table; never changes.
  public String code() {
    return code;
  }

  /// What it bars unless the patient lets some of it be: for GDPR 18(2), "with the data subject's
  /// consent".
  public Set<PurposeOfUse> mostBarred() {
    return bars.purposes;
  }

  public static Optional<Ground> of(String code) {
    return Arrays.stream(values()).filter(ground -> ground.code.equals(code)).findFirst();
  }
}
