package org.cloister.audit;

import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// Which records to find: all conditions hold. Immutable; each method gives a copy with one
/// condition more. `toString` is redacted.
///
/// Without [#kinds(Set)] intents are left out: their outcomes carry the same terms.
public final class LogQuery {
  /// Most entries of one page.
  public static final int MAX_LIMIT = 1000;

  /// A condition on what can be deleted from a record.
  enum Term {
    SUBJECT("subject"),
    AGENT("agent"),
    TOKEN("token"),
    PURPOSE("purpose"),
    MODEL("model"),
    MODEL_HASH("model_hash"),
    EVENT("event"),
    OTHER_EVENT("event");

    private final String column;

    Term(String column) {
      this.column = column;
    }

    String column() {
      return column;
    }
  }

  /// @param from first instant of the period
  /// @param until first instant after it
  record Period(Instant from, Instant until) {}

  /// @param before only records behind this one in the order of the pages
  record Paging(OptionalLong before, int limit) {}

  // A year that PostgreSQL's timestamps reach, and no record.
  private static final Period ALWAYS =
      new Period(Instant.EPOCH, Instant.parse("9999-12-31T23:59:59Z"));
  private static final Set<EntryKind> SETTLED = EnumSet.complementOf(EnumSet.of(EntryKind.INTENT));

  private final Map<Term, Object> terms;
  private final Set<EntryKind> kinds;
  private final Set<Outcome> outcomes;
  private final Period period;
  private final Paging paging;

  private LogQuery(
      Map<Term, Object> terms,
      Set<EntryKind> kinds,
      Set<Outcome> outcomes,
      Period period,
      Paging paging) {
    this.terms = terms;
    this.kinds = kinds;
    this.outcomes = outcomes;
    this.period = period;
    this.paging = paging;
  }

  /// Every record but intents, 100 a page.
  public static LogQuery all() {
    return new LogQuery(
        Map.of(),
        SETTLED,
        EnumSet.allOf(Outcome.class),
        ALWAYS,
        new Paging(OptionalLong.empty(), 100));
  }

  /// About this subject, as the one whose key seals the body or as a further one.
  public LogQuery subject(Subject subject) {
    return where(Term.SUBJECT, subject);
  }

  /// Acts of this agent.
  public LogQuery agent(Subject agent) {
    return where(Term.AGENT, agent);
  }

  /// Acts under this token.
  public LogQuery token(BlindTerm token) {
    return where(Term.TOKEN, token);
  }

  /// Acts for this purpose of use, a code as in [Entry#purpose].
  public LogQuery purpose(String code) {
    return where(Term.PURPOSE, code);
  }

  /// Acts with this model, as in [Fact#MODEL].
  public LogQuery model(String model) {
    return where(Term.MODEL, model);
  }

  /// Acts with exactly these weights, as in [Fact#MODEL_HASH]: 64 hexadecimal digits.
  public LogQuery modelHash(String hex) {
    return where(Term.MODEL_HASH, HexFormat.of().formatHex(HexFormat.of().parseHex(hex)));
  }

  /// Records of this event, as in [Fact#EVENT].
  public LogQuery event(String event) {
    return where(Term.EVENT, event);
  }

  /// Records of any of these events.
  public LogQuery events(Set<String> events) {
    return where(Term.EVENT, events.stream().sorted().toList());
  }

  /// Records of any event but this one, and of none. A record whose row was disposed of is left out
  /// too: nothing says any more what it was of.
  public LogQuery otherThan(String event) {
    return where(Term.OTHER_EVENT, event);
  }

  /// Records of these kinds; of all but intents when empty.
  public LogQuery kinds(Set<EntryKind> wanted) {
    Set<EntryKind> copy = wanted.isEmpty() ? SETTLED : EnumSet.copyOf(wanted);
    return new LogQuery(terms, copy, outcomes, period, paging);
  }

  /// Records that ended so; however they did when empty.
  public LogQuery outcomes(Set<Outcome> wanted) {
    Set<Outcome> copy = wanted.isEmpty() ? EnumSet.allOf(Outcome.class) : EnumSet.copyOf(wanted);
    return new LogQuery(terms, kinds, copy, period, paging);
  }

  /// Records made at this instant or later.
  public LogQuery from(Instant first) {
    return new LogQuery(terms, kinds, outcomes, new Period(first, period.until()), paging);
  }

  /// Records made before this instant.
  public LogQuery until(Instant end) {
    return new LogQuery(terms, kinds, outcomes, new Period(period.from(), end), paging);
  }

  /// Only what comes after the record at this place in the order of the pages: [LogPage#next].
  public LogQuery before(long index) {
    return new LogQuery(
        terms, kinds, outcomes, period, new Paging(OptionalLong.of(index), paging.limit()));
  }

  /// At most so many entries, 1 to 1000.
  public LogQuery limit(int entries) {
    if (entries < 1 || entries > MAX_LIMIT) {
      throw new IllegalArgumentException("a page has 1 to " + MAX_LIMIT + " entries");
    }
    return new LogQuery(terms, kinds, outcomes, period, new Paging(paging.before(), entries));
  }

  Map<Term, Object> terms() {
    return terms;
  }

  Optional<Subject> subject() {
    return Optional.ofNullable((Subject) terms.get(Term.SUBJECT));
  }

  Set<EntryKind> kinds() {
    return EnumSet.copyOf(kinds);
  }

  Set<Outcome> outcomes() {
    return EnumSet.copyOf(outcomes);
  }

  Period period() {
    return period;
  }

  Paging paging() {
    return paging;
  }

  private LogQuery where(Term term, Object value) {
    Map<Term, Object> more = new EnumMap<>(Term.class);
    more.putAll(terms);
    more.put(term, value);
    return new LogQuery(more, kinds, outcomes, period, paging);
  }

  @Override
  public String toString() {
    return "LogQuery[" + terms.keySet() + ", redacted]";
  }
}
