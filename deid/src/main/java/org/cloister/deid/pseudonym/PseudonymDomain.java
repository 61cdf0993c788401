package org.cloister.deid.pseudonym;

import java.util.regex.Pattern;

/// Within one domain an original has one code; between two domains codes and date offsets cannot be
/// linked. A study, a recipient or a purpose is a domain.
///
/// @param name 1 to 63 lower-case letters, digits and hyphens, beginning with a letter
public record PseudonymDomain(String name) {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");

  public PseudonymDomain {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a pseudonym domain's name is 1 to 63 lower-case letters, digits and hyphens, beginning"
              + " with a letter");
    }
  }
}
