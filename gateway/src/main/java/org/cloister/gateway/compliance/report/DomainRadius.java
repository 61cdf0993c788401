package org.cloister.gateway.compliance.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cloister.deid.pseudonym.PseudonymException;
import org.cloister.deid.sealing.SealingException;
import org.cloister.gateway.answer.Issue;
import org.cloister.gateway.answer.OutcomeCode;

/// The domains of pseudonyms that a lost key opens. Whom their codes stand for is told by
/// re-identification alone, which has rules of its own; so the report names domains, not people.
///
/// @param kept pseudonyms of each domain whose vault key the lost key ever wrapped
/// @param derived domains whose codes are made of it
record DomainRadius(Map<String, Long> kept, Set<String> derived) {
  static DomainRadius of(String key, Keys keys) throws SealingException {
    try {
      return new DomainRadius(keys.domainExposure().of(key), keys.domains().derivedFrom(key));
    } catch (PseudonymException e) {
      throw new Unmade(Issue.of(OutcomeCode.UNAVAILABLE));
    }
  }

  boolean isEmpty() {
    return kept.isEmpty() && derived.isEmpty();
  }

  Optional<String> sentence() {
    return isEmpty()
        ? Optional.empty()
        : Optional.of(
            "The key opens domains of pseudonyms, too: everybody in what was released under them is"
                + " affected, and is not among the patients listed here.");
  }

  Document.Table table() {
    List<List<String>> rows = new ArrayList<>();
    kept.forEach((domain, count) ->
        rows.add(
            List.of(
                domain,
                Long.toString(count),
                "with a copy of the database, each code leads back to its original")));
    derived.stream()
        .sorted()
        .forEach(domain ->
            rows.add(
                List.of(
                    domain,
                    "not counted",
                    "derived codes can be tested against guesses, and encrypted values opened,"
                        + " without any copy")));
    return new Document.Table(
        "Domains of pseudonyms", List.of("Domain", "Pseudonyms", "What follows"), rows);
  }
}
