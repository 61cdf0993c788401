package org.cloister.gateway.deidentify;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What the URL and the media type of a call of `$deidentify` say.
///
/// @param format of the body, and of the answer
/// @param parameters of the URL; where there are none, the body is a Parameters resource
public record DeidentifyQuery(Format format, Map<String, List<String>> parameters) {
  private static final Set<String> KNOWN = Set.of("preset", "domain", "purpose", "_format");

  public enum Format {
    /// One resource.
    JSON,
    /// One resource a line.
    NDJSON
  }

  public DeidentifyQuery {
    parameters = Map.copyOf(parameters);
  }

  /// Whether the body is the document itself and not a Parameters resource around it.
  public boolean isRaw() {
    return format == Format.NDJSON || parameters.containsKey("domain");
  }

  /// The first parameter that is unknown or repeated, by its place in the URL alone: its name is
  /// the caller's.
  public boolean isWellFormed() {
    return KNOWN.containsAll(parameters.keySet())
        && parameters.values().stream().allMatch(values -> values.size() == 1);
  }

  Optional<String> parameter(String name) {
    return parameters.getOrDefault(name, List.of()).stream().findFirst();
  }

  @Override
  public String toString() {
    return "DeidentifyQuery[" + format + ", redacted]";
  }
}
