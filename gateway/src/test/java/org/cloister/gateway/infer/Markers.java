package org.cloister.gateway.infer;

import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Hands out strings that cannot occur by chance, a new one for every place that must not leak. All
/// of one run begin alike, so that a search for that beginning is a search for all of them.
///
/// Letters and digits only: they survive quoting, URL encoding and XML, are legal FHIR ids, and the
/// search ignores case. Safe for many threads.
final class Markers {
  private final String beginning;
  private final Pattern pattern;
  private final AtomicInteger issued = new AtomicInteger();

  /// @param seed of the letters that are this run's alone
  Markers(long seed) {
    StringBuilder letters = new StringBuilder("CANARY");
    new Random(seed).ints(6, 'A', 'Z' + 1).forEach(letters::appendCodePoint);
    this.beginning = letters.toString();
    this.pattern = Pattern.compile(beginning + "[0-9]*", Pattern.CASE_INSENSITIVE);
  }

  /// How every marker of this run begins.
  String beginning() {
    return beginning;
  }

  String next() {
    return "%s%07dX".formatted(beginning, issued.incrementAndGet());
  }

  int issued() {
    return issued.get();
  }

  /// The markers in a text; empty is good.
  Set<String> in(CharSequence text) {
    Set<String> found = new TreeSet<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      found.add(matcher.group());
    }
    return found;
  }
}
