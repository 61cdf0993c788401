package org.cloister.policies;

import com.cedarpolicy.AuthorizationEngine;
import com.cedarpolicy.BasicAuthorizationEngine;
import com.cedarpolicy.model.AuthorizationRequest;
import com.cedarpolicy.model.AuthorizationResponse;
import com.cedarpolicy.model.AuthorizationSuccessResponse;
import com.cedarpolicy.model.entity.Entity;
import com.cedarpolicy.model.exception.AuthException;
import com.cedarpolicy.model.policy.PolicySet;
import com.cedarpolicy.model.schema.Schema;
import com.cedarpolicy.value.CedarList;
import com.cedarpolicy.value.EntityTypeName;
import com.cedarpolicy.value.EntityUID;
import com.cedarpolicy.value.PrimBool;
import com.cedarpolicy.value.Value;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.cloister.policies.CedarAnswer.Effect;
import org.cloister.policies.CedarQuestion.Fact;

/// One checked policy set, asked through Cedar's native library.
///
/// Answers are remembered: a call into the library costs about 0.1 to 0.2 ms, and the same few
/// questions come again and again. This is exact, not an approximation. Cedar's evaluation is a
/// pure function of request, entities, policies and schema (the language has no clock, no
/// randomness and no I/O); policies and schema never change within one instance; and the request
/// and the entities are built from the [CedarQuestion] alone, which is the key as a whole. A
/// failure may pass and is not remembered.
///
/// Failures of every kind, a missing native library included, become [CedarAnswer#FAILURE]. Their
/// text may repeat values of the request and goes nowhere.
final class CedarPolicies {
  private static final int REMEMBERED = 4096;

  private final AuthorizationEngine engine = new BasicAuthorizationEngine();
  private final PolicySet policies;
  private final Schema schema;
  private final LinkedHashMap<CedarQuestion, CedarAnswer> answers =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<CedarQuestion, CedarAnswer> eldest) {
          return size() > REMEMBERED;
        }
      };

  /// @param policies with the schema, already checked and cached in the library: without that each
  ///   call parses both again
  CedarPolicies(PolicySet policies, Schema schema) {
    this.policies = policies;
    this.schema = schema;
  }

  CedarAnswer ask(CedarQuestion question) {
    synchronized (answers) {
      CedarAnswer known = answers.get(question);
      if (known != null) {
        return known;
      }
    }
    CedarAnswer answer = evaluate(question);
    if (answer.effect() != Effect.FAILED) {
      synchronized (answers) {
        answers.put(question, answer);
      }
    }
    return answer;
  }

  int remembered() {
    synchronized (answers) {
      return answers.size();
    }
  }

  private CedarAnswer evaluate(CedarQuestion question) {
    try {
      EntityUID client = uid("Client", question.clientId());
      AuthorizationRequest request =
          new AuthorizationRequest(
              client,
              uid("Action", question.act().action),
              uid(question.act().resourceType, question.resource()),
              Optional.of(context(question)),
              Optional.of(schema),
              true);
      Set<EntityUID> roles =
          question.roles().stream().map(role -> uid("Role", role)).collect(Collectors.toSet());
      return answer(engine.isAuthorized(request, policies, Set.of(new Entity(client, roles))));
    } catch (AuthException | RuntimeException | LinkageError e) {
      return CedarAnswer.FAILURE;
    }
  }

  /// A success with errors means that a policy was skipped, perhaps the one that forbids.
  private static CedarAnswer answer(AuthorizationResponse response) {
    Optional<AuthorizationSuccessResponse> success = response.success;
    if (success.isEmpty() || !success.get().getErrors().isEmpty()) {
      return CedarAnswer.FAILURE;
    }
    return new CedarAnswer(
        success.get().isAllowed() ? Effect.ALLOW : Effect.DENY,
        success.get().getReason().stream().sorted().toList());
  }

  private static Map<String, Value> context(CedarQuestion question) {
    Map<String, Value> context = new HashMap<>();
    context.put("purpose", uid("Purpose", question.purpose()));
    context.put(
        "allowedPurposes",
        new CedarList(
            question.allowedPurposes().stream().map(it -> (Value) uid("Purpose", it)).toList()));
    if (question.act().isUnderConsent()) {
      context.put(
          "consent",
          uid(
              "Consent",
              switch (question.consent()) {
                case PERMIT -> "permit";
                case DENY -> "deny";
                case NONE_ON_FILE -> "none-on-file";
              }));
    }
    for (Fact fact : Fact.values()) {
      if (fact.belongsTo(question.act())) {
        context.put(fact.attribute, new PrimBool(question.facts().contains(fact)));
      }
    }
    return context;
  }

  private static EntityUID uid(String type, String id) {
    return new EntityUID(EntityTypeName.parse(type).orElseThrow(), id);
  }
}
