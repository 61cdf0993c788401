package org.cloister.deid.job;

/// By what a job de-identifies. Two runs with equal terms give equal outputs for equal inputs, so a
/// run that was killed goes on only under the terms that it began with.
///
/// @param ruleSet its name
/// @param ruleSetHash SHA-256 of the normalised rules, hexadecimal
/// @param preset its name, or `none` for a hospital's own rules
/// @param censusTable version of the ZIP code table
/// @param domain pseudonymisation domain
/// @param key what the codes come from: the id of a vault's domain, or the name of a key, never the
///   key
/// @param knownPeople for how many patients the texts of all files were searched by what other
///   documents tell of them; 0 where the rules scrub no text
/// @param engine version of the program
public record JobTerms(
    String ruleSet,
    String ruleSetHash,
    String preset,
    String censusTable,
    String domain,
    String key,
    long knownPeople,
    String engine) {
  /// Throws when a run under `this` cannot go on with what one under `other` began.
  void requireSame(JobTerms other) throws JobException {
    String changed = changed(other);
    if (!changed.isEmpty()) {
      throw new JobException(
          changed
              + " has changed since this job began; --restart removes what it wrote and begins"
              + " anew");
    }
  }

  private String changed(JobTerms other) {
    if (!ruleSetHash.equals(other.ruleSetHash)) {
      return "the rule set";
    }
    if (!domain.equals(other.domain)) {
      return "the domain";
    }
    if (!key.equals(other.key)) {
      return "the key";
    }
    if (knownPeople != other.knownPeople) {
      return "the number of patients in the input";
    }
    return equals(other) ? "" : "the program";
  }
}
