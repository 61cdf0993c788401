package org.cloister.deid.rule;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// The hash of what rules say, however they are laid out.
final class RuleHash {
  private RuleHash() {}

  static String of(RuleFile file, Set<String> resourceTypes) {
    StringBuilder normalised = new StringBuilder();
    line(normalised, "codes", file.codes().name());
    new TreeSet<>(resourceTypes).forEach(type -> line(normalised, "resource", type));
    new TreeMap<>(file.rules())
        .forEach((path, rule) -> line(normalised, path, rule.decision().text()));
    new TreeMap<>(file.lists())
        .forEach((name, values) ->
            new TreeSet<>(values).forEach(value -> line(normalised, "%" + name, value)));
    try {
      byte[] bytes = normalised.toString().getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /// With lengths, so that no two different rule sets come to the same text.
  private static void line(StringBuilder to, String key, String value) {
    to.append(key.length())
        .append(' ')
        .append(key)
        .append(' ')
        .append(value.length())
        .append(' ')
        .append(value)
        .append('\n');
  }
}
