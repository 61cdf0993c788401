package org.cloister.audit;

import java.util.Set;
import org.cloister.audit.LogQuery.Term;

/// The index by which a search reads, chosen here and not by the planner alone. The planner's
/// statistics end where the last `ANALYZE` ended, so for a search of the newest records it believes
/// that every index has nothing to offer, takes any of them, and may read all that a busy purpose
/// has instead of the little that one member of staff has.
///
/// A column whose index shall not serve is written as an expression, which no index has.
enum SearchIndex {
  /// Of `log_entry`, where nothing but time, kind and outcome is asked for.
  TIME(Set.of(), Kind.PLAIN),
  SUBJECT(Set.of(Term.SUBJECT), Kind.PLAIN),
  TOKEN(Set.of(Term.TOKEN), Kind.PLAIN),
  /// Has outcome and purpose in it.
  AGENT(Set.of(Term.AGENT, Term.PURPOSE), Kind.HIDDEN),
  /// Has the outcome in it.
  MODEL_HASH(Set.of(Term.MODEL_HASH), Kind.PLAIN),
  /// What went wrong, with its purpose, model and event.
  RARE(Set.of(Term.PURPOSE, Term.MODEL, Term.EVENT), Kind.HIDDEN),
  /// One of three: the planner knows which of the values is rare.
  PURPOSE_MODEL_OR_EVENT(Set.of(Term.PURPOSE, Term.MODEL, Term.EVENT), Kind.PLAIN);

  private enum Kind {
    PLAIN,
    /// The indexes of purpose, model and event leave intents out, and serve only a query that
    /// visibly does so too.
    HIDDEN
  }

  @SuppressWarnings("ImmutableEnumChecker") // a copy that nobody can change
  private final Set<Term> plain;

  private final Kind kind;

  SearchIndex(Set<Term> plain, Kind kind) {
    this.plain = Set.copyOf(plain);
    this.kind = kind;
  }

  /// The one that leaves the fewest records to look at.
  static SearchIndex of(Set<Term> terms, Set<Outcome> outcomes) {
    if (terms.isEmpty()) {
      return TIME;
    } else if (terms.contains(Term.SUBJECT)) {
      return SUBJECT;
    } else if (terms.contains(Term.TOKEN)) {
      return TOKEN;
    } else if (terms.contains(Term.AGENT)) {
      return AGENT;
    } else if (terms.contains(Term.MODEL_HASH)) {
      return MODEL_HASH;
    } else if (!outcomes.contains(Outcome.OK) && !outcomes.contains(Outcome.PENDING)) {
      return RARE;
    }
    return PURPOSE_MODEL_OR_EVENT;
  }

  /// A term's column in a condition.
  String column(Term term) {
    return plain.contains(term) ? "r." + term.column() : "(r." + term.column() + " || '')";
  }

  /// A condition that this index needs beside those of the query; empty for most.
  String condition() {
    return this == RARE ? " AND (r.outcome IN ('ok', 'pending')) IS NOT TRUE" : "";
  }

  /// The kind's column in a condition.
  String kind() {
    return kind == Kind.PLAIN ? "r.kind" : "(r.kind || '')";
  }
}
