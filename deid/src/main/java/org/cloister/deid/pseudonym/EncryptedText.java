package org.cloister.deid.pseudonym;

import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A value as `encrypt` writes it: `encrypted:VERSION:PLACE:SEALED`. Version and place are bound
/// into what is sealed.
///
/// @param version of the key, from 1
/// @param place the element that it stood in, as FHIR R4 defines it: `HumanName.family`
/// @param encoded in base64url, without padding
record EncryptedText(int version, String place, String encoded) {
  private static final String SCHEME = "encrypted:";
  private static final Pattern FORM =
      Pattern.compile(
          SCHEME + "([1-9][0-9]{0,8}):([A-Z][A-Za-z0-9.\\[\\]]{0,255}):([A-Za-z0-9_-]+)");

  /// Empty for a text of another form.
  static Optional<EncryptedText> parse(String text) {
    Matcher form = FORM.matcher(text);
    return form.matches()
        ? Optional.of(
            new EncryptedText(Integer.parseInt(form.group(1)), form.group(2), form.group(3)))
        : Optional.empty();
  }

  String text() {
    return SCHEME + version + ":" + place + ":" + encoded;
  }

  Optional<byte[]> sealed() {
    try {
      byte[] sealed = Base64.getUrlDecoder().decode(encoded);
      // The decoder reads several texts as the same bytes: those with other bits at the end.
      boolean isExact =
          Base64.getUrlEncoder().withoutPadding().encodeToString(sealed).equals(encoded);
      return isExact ? Optional.of(sealed) : Optional.empty();
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
