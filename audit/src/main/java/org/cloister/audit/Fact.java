package org.cloister.audit;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// The facts that may stand in a leaf, in clear and for ever, with the form of each value.
///
/// The list is closed and the forms are narrow on purpose: a name, a record number or free text
/// does not fit into any of them. The text forms are part of the log's format; new facts may be
/// added.
public enum Fact {
  POLICY_SET("policySet", Form.HASH),
  MODEL("model", Form.SLUG),
  MODEL_HASH("modelHash", Form.HASH),
  MANIFEST_HASH("manifestHash", Form.HASH),
  /// SHA-256 of the public key (PEM) that signed the model; absent where the program itself vouches
  /// for it.
  MODEL_SIGNER("modelSigner", Form.HASH),
  DEID_PROFILE("deidProfile", Form.HASH),
  /// SHA-256 of the gateway's effective settings.
  CONFIGURATION("configuration", Form.HASH),
  EXECUTION_PROVIDER("executionProvider", Form.SLUG),
  /// The kind of a [EntryKind#SYSTEM] or [EntryKind#ACCESS] record, for example `model-loaded`.
  EVENT("event", Form.SLUG),
  /// Whether the answer left: written by the log when it closes an intent itself.
  RELEASED("released", Form.YES_NO),
  /// The kind of a report, in the record that says it was made, such as `model-recall`.
  REPORT("report", Form.SLUG),
  /// The first place of the range that a report covers.
  FROM_INDEX("fromIndex", Form.DECIMAL),
  /// The place after the last one of that range.
  TO_INDEX("toIndex", Form.DECIMAL),
  /// How many records a report found there.
  COUNT("count", Form.DECIMAL),
  /// SHA-256 over place and leaf hash of each of them, in their order.
  RECORDS("records", Form.HASH),
  /// HMAC-SHA-256 of what was asked for, under a random key of this report alone.
  PARAMETERS("parameters", Form.HASH),
  /// HMAC-SHA-256 of what was answered, under the same key.
  CONTENT("content", Form.HASH),
  /// How much an erasure destroyed, such as `clinical`; `retention` for a disposal.
  SCOPE("scope", Form.SLUG),
  /// Why it was destroyed, such as `gdpr-17-1-b`.
  LEGAL_BASIS("legalBasis", Form.SLUG),
  /// Random public names of the keys that an erasure destroyed.
  KEY_IDS("keyIds", Form.UUIDS),
  /// Public name of a key-encryption key.
  KEK("kek", Form.KEK);

  private enum Form {
    HASH("[0-9a-f]{64}"),
    // Long digit runs are identifiers, not names of things.
    SLUG("(?!.*[0-9]{6})[a-z][a-z0-9._/-]{0,63}"),
    YES_NO("yes|no"),
    // Places in the log and numbers of its records; nothing that anybody outside numbers.
    DECIMAL("0|[1-9][0-9]{0,14}"),
    UUIDS("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(,[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})?"),
    KEK("kek-[0-9a-f]{16}");

    private final Pattern pattern;

    Form(String pattern) {
      this.pattern = Pattern.compile(pattern);
    }

    /// Loops for the forms of every call's record: regular expressions on the way of every record
    /// are dear.
    boolean admits(String value) {
      return switch (this) {
        case HASH -> isHash(value);
        case SLUG -> isSlug(value);
        case YES_NO, DECIMAL, UUIDS, KEK -> pattern.matcher(value).matches();
      };
    }

    private static boolean isHash(String value) {
      for (int i = 0; i < value.length(); i++) {
        char c = value.charAt(i);
        if (!isDigit(c) && (c < 'a' || c > 'f')) {
          return false;
        }
      }
      return value.length() == 64;
    }

    private static boolean isSlug(String value) {
      int digits = 0;
      for (int i = 0; i < value.length(); i++) {
        char c = value.charAt(i);
        digits = isDigit(c) ? digits + 1 : 0;
        boolean letter = c >= 'a' && c <= 'z';
        boolean inside = isDigit(c) || c == '.' || c == '_' || c == '/' || c == '-';
        if (digits == 6 || !(letter || (inside && i > 0))) {
          return false;
        }
      }
      return !value.isEmpty() && value.length() <= 64;
    }

    private static boolean isDigit(char c) {
      return c >= '0' && c <= '9';
    }
  }

  private final String text;
  private final Form form;

  Fact(String text, Form form) {
    this.text = text;
    this.form = form;
  }

  public String text() {
    return text;
  }

  static Optional<Fact> ofText(String text) {
    return Arrays.stream(values()).filter(f -> f.text.equals(text)).findFirst();
  }

  /// A checked, sorted copy. A value of the wrong form is a bug of the caller; the message does not
  /// repeat it.
  static SortedMap<String, String> checked(Map<Fact, String> facts) {
    SortedMap<String, String> checked = new TreeMap<>();
    facts.forEach((fact, value) -> {
      if (!fact.form.admits(value)) {
        throw new IllegalArgumentException("fact " + fact.text + " has a value of another form");
      }
      checked.put(fact.text, value);
    });
    return checked;
  }
}
