package org.cloister.policies;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A SMART App Launch 2.x resource scope, such as `system/RiskAssessment.c`
/// (https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html).
///
/// @param level `patient`, `user` or `system`
/// @param type a FHIR resource type or `*`
/// @param permissions in-order subset of `cruds`, not empty
/// @param filter search parameters after `?`; a scope with a filter that cannot be enforced grants
///   nothing, never the unfiltered scope
public record Scope(String level, String type, String permissions, Map<String, String> filter) {
  private static final Pattern FORM =
      Pattern.compile(
          "(?<level>patient|user|system)/(?<type>\\*|[A-Z][A-Za-z]{1,63})"
              + "\\.(?<permissions>[a-z*]{1,5})(?:\\?(?<filter>[\\x21-\\x7e]+))?");
  private static final Pattern LEVEL = Pattern.compile("patient|user|system");
  private static final Pattern TYPE = Pattern.compile("\\*|[A-Z][A-Za-z]{1,63}");

  /// "The letters must be in this order."
  private static final Pattern PERMISSIONS = Pattern.compile("(?=.)c?r?u?d?s?");

  public Scope {
    if (!LEVEL.matcher(level).matches()
        || !TYPE.matcher(type).matches()
        || !PERMISSIONS.matcher(permissions).matches()) {
      throw new IllegalArgumentException("not a SMART scope");
    }
    filter = Map.copyOf(filter);
  }

  /// The scope, or empty when the text is no resource scope (`openid`, `launch/patient`) or is not
  /// well formed. What does not parse grants nothing. SMART 1.0 permissions are read as the 2.x
  /// text maps them: `read` = `rs`, `write` = `cud`, `*` = `cruds`.
  public static Optional<Scope> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Optional<String> filterText = Optional.ofNullable(matcher.group("filter"));
    String letters = matcher.group("permissions");
    Optional<String> permissions =
        switch (letters) {
          case "read" -> Optional.of("rs");
          case "write" -> Optional.of("cud");
          case "*" -> Optional.of("cruds");
          default -> Optional.of(letters).filter(it -> PERMISSIONS.matcher(it).matches());
        };
    boolean firstVersion = permissions.isPresent() && !permissions.get().equals(letters);
    if (permissions.isEmpty() || (firstVersion && filterText.isPresent())) {
      return Optional.empty();
    }
    return filterText
        .map(Scope::parseFilter)
        .orElse(Optional.of(Map.of()))
        .map(filter ->
            new Scope(matcher.group("level"), matcher.group("type"), permissions.get(), filter));
  }

  /// Whether this scope alone lets its holder do one of `c`, `r`, `u`, `d`, `s` to a type. It does
  /// not ask for which patient: see [Caller].
  public boolean grants(String resourceType, char permission) {
    return filter.isEmpty()
        && (type.equals("*") || type.equals(resourceType))
        && permissions.indexOf(permission) >= 0;
  }

  /// Empty where a parameter is malformed or repeated: a reading that drops one would be wider.
  private static Optional<Map<String, String>> parseFilter(String text) {
    Map<String, String> filter = new TreeMap<>();
    for (String parameter : text.split("&", -1)) {
      int equals = parameter.indexOf('=');
      if (equals < 1
          || equals == parameter.length() - 1
          || filter.put(parameter.substring(0, equals), parameter.substring(equals + 1)) != null) {
        return Optional.empty();
      }
    }
    return Optional.of(filter);
  }
}
