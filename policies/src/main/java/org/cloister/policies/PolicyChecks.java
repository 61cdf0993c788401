package org.cloister.policies;

import com.cedarpolicy.BasicAuthorizationEngine;
import com.cedarpolicy.model.DetailedError;
import com.cedarpolicy.model.ValidationRequest;
import com.cedarpolicy.model.ValidationResponse;
import com.cedarpolicy.model.exception.AuthException;
import com.cedarpolicy.model.exception.CacheException;
import com.cedarpolicy.model.policy.Policy;
import com.cedarpolicy.model.policy.PolicySet;
import com.cedarpolicy.model.schema.Schema;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.cloister.policies.CedarQuestion.Act;
import org.cloister.policies.consent.ConsentScope.Outcome;
import org.jspecify.annotations.Nullable;

/// The checks that a policy set passes before anything is decided by it: it parses; every policy
/// has an `@id` of its own and a `@title`; none is a template; all are valid against the schema in
/// Cedar's strict mode, without even a warning (a policy that can never apply is a forbid that
/// somebody counts on); and the schema accepts what the gateway asks.
final class PolicyChecks {
  /// What the native library puts before every message.
  private static final Pattern PREFIX =
      Pattern.compile("^(?:Internal error: |Internal JNI Error: )+");

  private static final Pattern CULPRIT = Pattern.compile("`([^`]+)`|: (\\S+)$");

  /// What was checked, ready to be asked.
  ///
  /// @param roles those that the schema lists; empty where it lists none and takes any
  record Checked(
      CedarPolicies cedar,
      List<PolicyRule> rules,
      Optional<Set<String>> roles,
      Optional<Set<String>> resourceTypes) {}

  private final PolicyFiles files;

  private PolicyChecks(PolicyFiles files) {
    this.files = files;
  }

  static Checked check(PolicyFiles files) throws PolicyException {
    try {
      return new PolicyChecks(files).check();
    } catch (LinkageError e) {
      throw new PolicyException(
          files.source(), "the Cedar library cannot be loaded on this machine", e);
    }
  }

  private Checked check() throws PolicyException {
    Schema schema = schema();
    Map<String, CedarStatement> statements = new LinkedHashMap<>();
    List<PolicyRule> rules = new ArrayList<>();
    for (Map.Entry<String, String> file : files.texts().entrySet()) {
      if (!file.getKey().equals(PolicyFiles.SCHEMA)) {
        for (CedarStatement statement : CedarStatement.split(file.getKey(), file.getValue())) {
          PolicyRule rule = rule(statement);
          CedarStatement earlier = statements.putIfAbsent(rule.id(), statement);
          if (earlier != null) {
            throw new PolicyException(
                rule.file(),
                rule.line(),
                "@id \"%s\" is taken by the policy at %s:%d"
                    .formatted(rule.id(), earlier.file(), earlier.line()));
          }
          rules.add(rule);
        }
      }
    }
    if (rules.isEmpty()) {
      throw new PolicyException(files.source(), 0, "holds no policy");
    }
    PolicySet policies = policySet(statements);
    validate(schema, policies, statements);
    CedarPolicies cedar = cached(schema, policies);
    Checked checked =
        new Checked(
            cedar,
            List.copyOf(rules),
            enumerated(schema, "Role"),
            enumerated(schema, "ResourceType"));
    probe(checked);
    return checked;
  }

  private Schema schema() throws PolicyException {
    try {
      return Schema.parse(Schema.JsonOrCedar.Cedar, files.schema());
    } catch (AuthException e) {
      String problem = problem(e);
      throw new PolicyException(
          PolicyFiles.SCHEMA,
          culprit(problem, files.schema())
              .map(index -> CedarStatement.lineOf(files.schema(), index))
              .orElse(1),
          problem);
    }
  }

  private static PolicyRule rule(CedarStatement statement) throws PolicyException {
    PolicySet parsed;
    Map<String, String> annotations;
    try {
      parsed = PolicySet.parsePolicies(statement.text());
      if (parsed.getNumPolicies() != 1 || parsed.getNumTemplates() != 0) {
        throw new PolicyException(
            statement.file(), statement.line(), "not one policy; templates are not supported");
      }
      annotations = parsed.policies.iterator().next().getAnnotations();
    } catch (AuthException e) {
      String problem = problem(e);
      throw new PolicyException(
          statement.file(),
          culprit(problem, statement.text())
              .map(index -> statement.line() + CedarStatement.lineOf(statement.text(), index) - 1)
              .orElse(statement.line()),
          problem);
    }
    return new PolicyRule(
        annotation("id", annotations, statement),
        annotation("title", annotations, statement),
        statement.file(),
        statement.line());
  }

  private static String annotation(
      String name, Map<String, String> annotations, CedarStatement statement)
      throws PolicyException {
    String value = annotations.get(name);
    if (value == null || value.isBlank()) {
      throw new PolicyException(
          statement.file(), statement.line(), "the policy has no @" + name + "(\"…\")");
    }
    return value;
  }

  private static PolicySet policySet(Map<String, CedarStatement> statements) {
    Set<Policy> policies = new HashSet<>();
    statements.forEach((id, statement) -> policies.add(new Policy(statement.text(), id)));
    return new PolicySet(policies);
  }

  private void validate(Schema schema, PolicySet policies, Map<String, CedarStatement> statements)
      throws PolicyException {
    ValidationResponse response;
    try {
      response = new BasicAuthorizationEngine().validate(new ValidationRequest(schema, policies));
    } catch (AuthException e) {
      throw new PolicyException(files.source(), 0, problem(e));
    }
    if (response.success.isEmpty()) {
      throw new PolicyException(files.source(), 0, "the policies cannot be checked");
    }
    ValidationResponse.ValidationSuccessResponse findings = response.success.get();
    Optional<Finding> worst =
        Stream.of(findings.validationErrors, findings.validationWarnings)
            .flatMap(List::stream)
            .map(error -> finding(error, statements.get(error.getPolicyId())))
            .min(Finding.MOST_TELLING_FIRST);
    if (worst.isPresent()) {
      throw new PolicyException(worst.get().file(), worst.get().line(), worst.get().problem());
    }
  }

  /// One complaint of the validator.
  ///
  /// @param policyLine where the policy begins
  /// @param suggestion "did you mean …", or empty
  private record Finding(String file, int policyLine, int line, String message, String suggestion) {
    /// Of the first policy with a complaint, the one that comes with a suggestion.
    static final Comparator<Finding> MOST_TELLING_FIRST =
        Comparator.comparing(Finding::file)
            .thenComparingInt(Finding::policyLine)
            .thenComparing(finding -> finding.suggestion().isEmpty())
            .thenComparingInt(Finding::line);

    String problem() {
      return suggestion.isEmpty() ? message : message + "; " + suggestion;
    }
  }

  private Finding finding(
      ValidationResponse.ValidationError error, @Nullable CedarStatement statement) {
    DetailedError detail = error.getError();
    String suggestion = detail.help.orElse("");
    if (statement == null) {
      return new Finding(files.source(), 0, 0, detail.message, suggestion);
    }
    int offset = detail.sourceLocations.stream().mapToInt(it -> it.start).findFirst().orElse(0);
    return new Finding(
        statement.file(), statement.line(), statement.lineAt(offset), detail.message, suggestion);
  }

  private CedarPolicies cached(Schema schema, PolicySet policies) throws PolicyException {
    try {
      policies.cache();
      schema.cache();
    } catch (CacheException e) {
      throw new PolicyException(
          files.source(), "the Cedar library has no room for the policies", e);
    }
    return new CedarPolicies(policies, schema);
  }

  /// A schema that lacks an action or a word of the gateway's would turn every call into an error:
  /// better found at start.
  private static void probe(Checked checked) throws PolicyException {
    for (Act act : Act.values()) {
      for (Outcome outcome : Outcome.values()) {
        for (String purpose : purposes()) {
          String resource = act.resourceType.equals("ResourceType") ? "RiskAssessment" : "model";
          CedarQuestion question =
              new CedarQuestion(
                  act, "client", Set.of(), resource, purpose, Set.of(), Set.of(), outcome);
          if (checked.cedar().ask(question).effect() == CedarAnswer.Effect.FAILED) {
            throw new PolicyException(
                PolicyFiles.SCHEMA,
                0,
                "does not accept what the gateway asks about action \"%s\" with purpose \"%s\" and consent %s"
                    .formatted(act.action, purpose, outcome));
          }
        }
      }
    }
  }

  private static List<String> purposes() {
    List<String> purposes = new ArrayList<>(List.of(CedarQuestion.UNSTATED));
    for (PurposeOfUse purpose : PurposeOfUse.values()) {
      purposes.add(purpose.name());
    }
    return purposes;
  }

  private Optional<Set<String>> enumerated(Schema schema, String entityType)
      throws PolicyException {
    try {
      JsonNode values =
          schema.toJsonFormat().path("").path("entityTypes").path(entityType).path("enum");
      if (!values.isArray()) {
        return Optional.empty();
      }
      Set<String> words = new HashSet<>();
      values.forEach(value -> words.add(value.asText()));
      return Optional.of(Set.copyOf(words));
    } catch (AuthException | JsonProcessingException e) {
      throw new PolicyException(PolicyFiles.SCHEMA, "cannot be read back", e);
    }
  }

  private static String problem(AuthException e) {
    String message = String.valueOf(e.getMessage());
    return PREFIX.matcher(message).replaceFirst("");
  }

  /// Where the text stands that the message complains of; the parser gives no position.
  private static Optional<Integer> culprit(String problem, String text) {
    Matcher matcher = CULPRIT.matcher(problem);
    while (matcher.find()) {
      String quoted = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
      int index = text.indexOf(quoted);
      if (index >= 0) {
        return Optional.of(index);
      }
    }
    return Optional.empty();
  }
}
