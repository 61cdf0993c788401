package org.cloister.gateway.compliance.erasure;

import java.util.Arrays;
import java.util.Optional;

/// Why something is erased.
public enum LegalBasis {
  /// GDPR 17(1)(a): no longer necessary.
  NO_LONGER_NECESSARY("gdpr-17-1-a", Reach.AFTER_RETENTION),
  /// GDPR 17(1)(b): consent withdrawn, no other ground.
  CONSENT_WITHDRAWN("gdpr-17-1-b", Reach.AFTER_RETENTION),
  /// GDPR 17(1)(c): objection under Article 21.
  OBJECTION("gdpr-17-1-c", Reach.AFTER_RETENTION),
  /// GDPR 17(1)(d): processed unlawfully. What should never have been recorded need not be kept.
  UNLAWFUL("gdpr-17-1-d", Reach.AT_ONCE),
  /// GDPR 17(1)(e): a legal obligation to erase.
  LEGAL_OBLIGATION("gdpr-17-1-e", Reach.AT_ONCE),
  /// The order of a court or of a supervisory authority (GDPR 58(2)(g)).
  ORDER("order", Reach.AT_ONCE);

  private enum Reach {
    /// Records that a law wants kept stay until their retention ends (GDPR 17(3)(b) and (e)).
    AFTER_RETENTION,
    /// Goes before any duty to keep.
    AT_ONCE
  }

  private final String code;
  private final Reach reach;

  LegalBasis(String code, Reach reach) {
    this.code = code;
    this.reach = reach;
  }

  /// Part of the log's format; never changes.
  public String code() {
    return code;
  }

  boolean overridesRetention() {
    return reach == Reach.AT_ONCE;
  }

  public static Optional<LegalBasis> of(String code) {
    return Arrays.stream(values()).filter(basis -> basis.code.equals(code)).findFirst();
  }
}
