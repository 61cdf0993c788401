package org.cloister.policies;

import com.google.errorprone.annotations.Immutable;
import java.util.EnumSet;
import java.util.Set;
import org.cloister.policies.consent.ConsentScope.Outcome;

/// All that Cedar is told about one call: no patient, no person, no token, no time. What depends on
/// them has been computed into facts.
///
/// @param clientId the registered application
/// @param roles of the token, as far as the schema knows them
/// @param resource id of the model, the type of the results, the pseudonymisation domain, or the
///   organisation overseen
/// @param purpose a code of the schema, `unstated` where the call asserts none
/// @param consent not asked where [Act#isUnderConsent] says so
@Immutable
record CedarQuestion(
    Act act,
    String clientId,
    @SuppressWarnings("Immutable") Set<String> roles,
    String resource,
    String purpose,
    @SuppressWarnings("Immutable") Set<String> allowedPurposes,
    @SuppressWarnings("Immutable") Set<Fact> facts,
    Outcome consent) {
  static final String UNSTATED = "unstated";

  enum Act {
    INFER("infer", "Model"),
    BREAK_GLASS("breakGlass", "Model"),
    READ_RESULT("readResult", "ResourceType"),
    KEEP_CONSENT("keepConsent", "ResourceType"),
    DEIDENTIFY("deidentify", "Domain"),
    SEARCH_AUDIT("searchAudit", "Installation"),
    MAKE_REPORT("makeReport", "Installation"),
    ERASE("erase", "Installation"),
    HOLD("hold", "Installation"),
    RESTRICT("restrict", "Installation"),
    REVIEW("review", "Installation"),
    ROTATE_KEYS("rotateKeys", "Installation"),
    KEEP_RELATIONS("keepRelations", "Installation"),
    DECIDE("decide", "Installation"),
    REIDENTIFY("reidentify", "Installation"),
    APPROVE_REIDENTIFICATION("approveReidentification", "Installation");

    final String action;
    final String resourceType;

    Act(String action, String resourceType) {
      this.action = action;
      this.resourceType = resourceType;
    }

    /// Whether an act on the gateway as a whole, a compliance officer's or in the service of one;
    /// no Consent bears on it.
    boolean isOversight() {
      return switch (this) {
        case INFER, BREAK_GLASS, READ_RESULT, KEEP_CONSENT, DEIDENTIFY -> false;
        case SEARCH_AUDIT,
            MAKE_REPORT,
            ERASE,
            HOLD,
            RESTRICT,
            REVIEW,
            ROTATE_KEYS,
            KEEP_RELATIONS,
            DECIDE,
            REIDENTIFY,
            APPROVE_REIDENTIFICATION ->
            true;
      };
    }

    /// Whether it uses what is known of a patient.
    boolean isUseOfData() {
      return this == INFER || this == BREAK_GLASS || this == READ_RESULT;
    }

    /// Whether one patient's Consents bear on it.
    boolean isUnderConsent() {
      return !isOversight() && this != DEIDENTIFY;
    }
  }

  /// What can be true of a call. The names are those of the context attributes in the schema.
  enum Fact {
    TOKEN_COMPLETE("tokenComplete"),
    TENANT_MATCHES("tenantMatches"),
    PATIENT_IN_COMPARTMENT("patientInCompartment"),
    SCOPES_COVER("scopesCover"),
    /// A person who acts signed in as the settings ask for this role and purpose; an application by
    /// itself need not.
    SIGN_IN_SUFFICES("signInSuffices"),
    /// Asked of [Act#BREAK_GLASS] only.
    REASON_GIVEN("reasonGiven"),
    /// The patient restricts or objects to the use of their data for this purpose (GDPR 18, 21).
    /// Asked of what uses them: [Act#INFER], [Act#BREAK_GLASS], [Act#READ_RESULT],
    /// [Act#DEIDENTIFY].
    USE_RESTRICTED("useRestricted"),
    /// Asked of [Act#READ_RESULT] only.
    PATIENT_NAMED("patientNamed"),
    /// The token names a person and not only an application. Asked of [Act#INFER],
    /// [Act#BREAK_GLASS], [Act#READ_RESULT] and of acts of oversight.
    PERSON_NAMED("personNamed"),
    /// Asked of [Act#DEIDENTIFY] only.
    LIMITED_DATA_SET("limitedDataSet");

    final String attribute;

    Fact(String attribute) {
      this.attribute = attribute;
    }

    boolean belongsTo(Act act) {
      return switch (this) {
        case TOKEN_COMPLETE,
            TENANT_MATCHES,
            PATIENT_IN_COMPARTMENT,
            SCOPES_COVER,
            SIGN_IN_SUFFICES ->
            true;
        case USE_RESTRICTED -> act.isUseOfData() || act == Act.DEIDENTIFY;
        case REASON_GIVEN -> act == Act.BREAK_GLASS;
        case PATIENT_NAMED -> act == Act.READ_RESULT;
        case PERSON_NAMED -> act.isUseOfData() || act.isOversight();
        case LIMITED_DATA_SET -> act == Act.DEIDENTIFY;
      };
    }
  }

  CedarQuestion {
    roles = Set.copyOf(roles);
    allowedPurposes = Set.copyOf(allowedPurposes);
    facts = Set.copyOf(facts);
  }

  CedarQuestion as(Act other) {
    return new CedarQuestion(
        other, clientId, roles, resource, purpose, allowedPurposes, facts, consent);
  }

  CedarQuestion with(Outcome other) {
    return new CedarQuestion(
        act, clientId, roles, resource, purpose, allowedPurposes, facts, other);
  }

  /// The same call about a patient whose data nothing restricts.
  CedarQuestion unrestricted() {
    Set<Fact> others = EnumSet.noneOf(Fact.class);
    others.addAll(facts);
    others.remove(Fact.USE_RESTRICTED);
    return with(others);
  }

  /// The same call about a patient who restricts or objects to this use of their data.
  CedarQuestion restricted() {
    return with(Fact.USE_RESTRICTED);
  }

  /// The same call by someone who signed in well enough.
  CedarQuestion signedIn() {
    return with(Fact.SIGN_IN_SUFFICES);
  }

  private CedarQuestion with(Fact further) {
    Set<Fact> more = EnumSet.of(further);
    more.addAll(facts);
    return with(more);
  }

  private CedarQuestion with(Set<Fact> other) {
    return new CedarQuestion(
        act, clientId, roles, resource, purpose, allowedPurposes, other, consent);
  }
}
