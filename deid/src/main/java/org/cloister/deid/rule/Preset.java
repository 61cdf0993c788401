package org.cloister.deid.rule;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// The rule sets that come with the product. What each keeps, and the paragraph that lets it, is
/// written in its file.
public enum Preset {
  /// 45 CFR 164.514(b)(2): the eighteen identifiers go; dates become years.
  SAFE_HARBOR_STRICT,
  /// Made for the judgement of an expert under 45 CFR 164.514(b)(1), which it does not replace.
  EXPERT_DETERMINATION,
  /// Pseudonymisation in the sense of GDPR Article 4(5): the output is still personal data.
  GDPR_PSEUDONYMISED,
  /// 45 CFR 164.514(e): released under a data use agreement; still protected health information.
  LIMITED_DATA_SET;

  /// `safe-harbor-strict`: its name in files, options and requests.
  public String wireName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static Optional<Preset> of(String wireName) {
    return Arrays.stream(values()).filter(p -> p.wireName().equals(wireName)).findFirst();
  }
}
