package org.cloister.gateway.event;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.cloister.audit.EntryKind;
import org.cloister.audit.LogQuery;
import org.cloister.audit.Outcome;
import org.cloister.deid.fhir.LogicalId;
import org.cloister.gateway.answer.Issue;
import org.cloister.gateway.answer.OutcomeCode;
import org.cloister.gateway.answer.Terminology;
import org.cloister.gateway.event.EventQuery.Page;
import org.cloister.gateway.event.EventQuery.Parsed;
import org.cloister.gateway.event.EventQuery.Patient;
import org.cloister.gateway.event.EventQuery.Words;
import org.cloister.gateway.record.AuditRecord;
import org.cloister.gateway.record.RecordSealer;
import org.cloister.policies.PurposeOfUse;

/// Reads the query of `GET /AuditEvent`. What is not understood is refused: leaving a condition out
/// would widen what is found.
public final class EventQueryParser {
  private static final Set<String> STAFF = Set.of("agent", "agent:identifier", "policy");
  private static final Set<String> PAGING = Set.of("_count", "_cursor", "_format");
  private static final Pattern REFERENCE =
      Pattern.compile("[A-Z][A-Za-z]{1,40}/[A-Za-z0-9.-]{1,64}");
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern PURPOSE = Pattern.compile("[A-Z]{2,16}");

  private final RecordSealer sealer;
  private final String tenant;

  public EventQueryParser(RecordSealer sealer, String tenant) {
    this.sealer = sealer;
    this.tenant = tenant;
  }

  /// What to do with a parameter that this server does not know
  /// (https://hl7.org/fhir/R4/search.html#errors).
  public enum Unknown {
    REFUSED,
    /// `Prefer: handling=lenient`: left out, and missing from the self link.
    IGNORED
  }

  /// @param parameters decoded, in the order that they were sent
  public Parsed parse(Map<String, List<String>> parameters, Unknown unknown) {
    Building building = new Building();
    for (Map.Entry<String, List<String>> parameter : new TreeMap<>(parameters).entrySet()) {
      String name = parameter.getKey();
      if (!isKnown(name)) {
        if (unknown == Unknown.IGNORED) {
          continue;
        }
        return new Parsed.Refused(Issue.of(OutcomeCode.UNKNOWN_PARAMETER));
      }
      List<String> values = parameter.getValue();
      if ((values.size() > 1 && !name.equals("date"))
          || values.stream().anyMatch(value -> !building.add(name, value))) {
        return new Parsed.Refused(
            Issue.of(OutcomeCode.PARAMETER_INVALID)
                .saying("The search parameter " + name + " has a value that it does not take."));
      }
    }
    return new Parsed.Accepted(building.query());
  }

  private static boolean isKnown(String name) {
    return PAGING.contains(name)
        || name.equals("agent:identifier")
        || EventParameter.of(name).isPresent();
  }

  /// A search in the making. Confined to one call.
  private final class Building {
    private LogQuery log = LogQuery.all();
    private DateRange date = DateRange.ALWAYS;
    private final List<Predicate<AuditRecord>> filters = new ArrayList<>();
    private final StringBuilder self = new StringBuilder();
    private final StringBuilder recorded = new StringBuilder();
    private Optional<Patient> patient = Optional.empty();
    private int count = EventQuery.DEFAULT_PAGE;
    private OptionalLong cursor = OptionalLong.empty();

    EventQuery query() {
      return new EventQuery(
          log.from(date.from()).until(date.until()),
          filters,
          patient,
          new Page(count, cursor),
          new Words(self.toString(), recorded.toString()));
    }

    /// @return whether the parameter takes this value
    boolean add(String name, String value) {
      if (!name.equals("_cursor") && !name.equals("_format")) {
        append(self, name, value);
        append(recorded, name, STAFF.contains(name) ? "" : value);
      }
      return switch (name) {
        case "_format" -> true;
        case "_count" -> count(value);
        case "_cursor" -> cursor(value);
        case "agent:identifier" -> agentIdentifier(value);
        default -> EventParameter.of(name).filter(known -> add(known, value)).isPresent();
      };
    }

    private boolean add(EventParameter parameter, String value) {
      return switch (parameter) {
        case PATIENT -> patient(value);
        case AGENT -> agent(value);
        case POLICY -> policy(value);
        case DATE -> date(value);
        case OUTCOME -> outcome(value);
        case TYPE -> coding(value, record -> Stream.of(Act.of(record).type()));
        case SUBTYPE -> subtype(value);
        case ACTION -> action(value);
        case ENTITY -> entity(value);
        case PURPOSE -> purpose(value);
        case MODEL -> model(value);
        case MODEL_HASH -> modelHash(value);
      };
    }

    private static void append(StringBuilder query, String name, String value) {
      query
          .append(query.isEmpty() ? "" : "&")
          .append(URLEncoder.encode(name, StandardCharsets.UTF_8))
          .append('=')
          .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
    }

    private boolean count(String value) {
      if (!value.matches("[1-9][0-9]{0,2}") || Integer.parseInt(value) > EventQuery.LARGEST_PAGE) {
        return false;
      }
      count = Integer.parseInt(value);
      return true;
    }

    private boolean cursor(String value) {
      if (!value.matches("[0-9]{1,18}")) {
        return false;
      }
      cursor = OptionalLong.of(Long.parseLong(value));
      return true;
    }

    private boolean patient(String value) {
      Optional<String> logical = LogicalId.ofPatient(value);
      if (logical.isEmpty()) {
        return false;
      }
      String id = logical.get();
      if (patient.filter(other -> !other.id().equals(id)).isPresent()) {
        return false;
      }
      Patient named = new Patient(id, sealer.subject(tenant, "Patient/" + id));
      patient = Optional.of(named);
      log = log.subject(named.subject());
      return true;
    }

    /// The user's FHIR reference stands in the sealed part only, so that it filters, not finds.
    private boolean agent(String value) {
      if (!REFERENCE.matcher(value).matches()) {
        return false;
      }
      return filter(record ->
          record
              .actor()
              .flatMap(actor -> actor.fhirUser())
              .filter(user -> user.equals(value) || user.endsWith("/" + value))
              .isPresent());
    }

    private boolean agentIdentifier(String value) {
      int bar = value.indexOf('|');
      if (bar <= 0 || bar == value.length() - 1) {
        return false;
      }
      log = log.agent(sealer.user(tenant, value.substring(0, bar), value.substring(bar + 1)));
      return true;
    }

    private boolean policy(String value) {
      if (value.startsWith(AuditTerms.TOKEN_ID) && value.length() > AuditTerms.TOKEN_ID.length()) {
        log = log.token(sealer.token(value.substring(AuditTerms.TOKEN_ID.length())));
        return true;
      }
      return value.startsWith(AuditTerms.POLICY)
          && filter(
              record -> record.policies().contains(value.substring(AuditTerms.POLICY.length())));
    }

    private boolean date(String value) {
      // A plus that was not escaped arrives as a blank.
      Optional<DateRange> range = DateRange.parse(value.replace(' ', '+'));
      range.ifPresent(named -> date = date.and(named));
      return range.isPresent();
    }

    private boolean outcome(String value) {
      Optional<List<Token>> tokens = Token.list(value);
      if (tokens.isEmpty()) {
        return false;
      }
      Set<Outcome> wanted = EnumSet.noneOf(Outcome.class);
      for (Outcome outcome : Outcome.values()) {
        if (tokens.get().stream()
            .anyMatch(token -> token.isCode(AuditEventWriter.outcome(outcome)))) {
          wanted.add(outcome);
        }
      }
      log = log.outcomes(wanted);
      return !wanted.isEmpty();
    }

    /// One of our own codes leads the log to its records; the filter stays, because a code may come
    /// in any system.
    private boolean subtype(String value) {
      if (Act.codes().containsKey(value)) {
        log =
            value.equals(Act.INFERENCE)
                ? log.kinds(EnumSet.of(EntryKind.OUTCOME, EntryKind.DENIAL))
                : log.event(value);
      }
      return coding(value, record -> Act.of(record).subtypes().stream());
    }

    private boolean coding(String value, Function<AuditRecord, Stream<Act.Coding>> codings) {
      return Token.list(value)
          .filter(tokens ->
              filter(record ->
                  codings
                      .apply(record)
                      .anyMatch(coding ->
                          tokens.stream()
                              .anyMatch(token -> token.matches(coding.system(), coding.code())))))
          .isPresent();
    }

    private boolean action(String value) {
      return Token.list(value)
          .filter(tokens ->
              filter(record ->
                  tokens.stream().anyMatch(token -> token.isCode(Act.of(record).action()))))
          .isPresent();
    }

    /// A patient is found by the log's index, and the record of the search is about them.
    private boolean entity(String value) {
      if (value.startsWith("Patient/")) {
        return patient(value);
      }
      return REFERENCE.matcher(value).matches()
          && filter(record ->
              Stream.of(
                      record.consent().map(id -> "Consent/" + id).stream(),
                      record.resources().stream(),
                      record.query().isPresent() ? Stream.<String>of() : record.readIds().stream())
                  .flatMap(Function.identity())
                  .anyMatch(value::equals));
    }

    private boolean purpose(String value) {
      Optional<Token> token = Token.parse(value);
      if (token.filter(it -> it.isOf(PurposeOfUse.SYSTEM)).isEmpty()
          || !PURPOSE.matcher(token.get().code()).matches()) {
        return false;
      }
      log = log.purpose(token.get().code());
      return true;
    }

    private boolean model(String value) {
      Optional<Token> token = Token.parse(value).filter(it -> it.isOf(Terminology.MODEL));
      token.ifPresent(known -> log = log.model(known.code()));
      return token.isPresent();
    }

    private boolean modelHash(String value) {
      if (!HASH.matcher(value).matches()) {
        return false;
      }
      log = log.modelHash(value);
      return true;
    }

    private boolean filter(Predicate<AuditRecord> filter) {
      filters.add(filter);
      return true;
    }
  }
}
