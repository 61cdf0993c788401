package org.cloister.gateway.compliance.restriction;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.cloister.policies.PurposeOfUse;

/// Sets of purposes as forms and rows hold them: codes with blanks between them.
final class Purposes {
  private static final Pattern BLANKS = Pattern.compile(" +");

  private Purposes() {}

  static String text(Set<PurposeOfUse> purposes) {
    return purposes.stream().sorted().map(Enum::name).collect(Collectors.joining(" "));
  }

  /// Empty where a code is unknown or there is none.
  static Optional<Set<PurposeOfUse>> parse(String text) {
    Set<PurposeOfUse> purposes = EnumSet.noneOf(PurposeOfUse.class);
    for (String code : BLANKS.splitAsStream(text.strip()).toList()) {
      Optional<PurposeOfUse> purpose = PurposeOfUse.parse(code);
      if (purpose.isEmpty()) {
        return Optional.empty();
      }
      purposes.add(purpose.get());
    }
    return Optional.of(purposes);
  }
}
