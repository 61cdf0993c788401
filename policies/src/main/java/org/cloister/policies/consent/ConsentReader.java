package org.cloister.policies.consent;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import org.cloister.policies.consent.CallCondition.Action;
import org.cloister.policies.consent.Provision.Effect;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Consent.ConsentProvisionType;
import org.hl7.fhir.r4.model.Consent.ProvisionComponent;
import org.hl7.fhir.r4.model.Consent.provisionActorComponent;
import org.hl7.fhir.r4.model.Consent.provisionDataComponent;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;

/// Reads an R4 Consent into rules. What it does not understand it marks as such, and the rules
/// refuse for it: a modifier extension "may change the meaning" of its element
/// (https://hl7.org/fhir/R4/extensibility.html#modifierExtension), an extension on a provision may
/// be a condition, and so may an element that we do not support (`code`, a `data.meaning` other
/// than `instance`, a role other than that of a recipient).
final class ConsentReader {
  private static final String SCOPE = "http://terminology.hl7.org/CodeSystem/consentscope";
  private static final String ACTION = "http://terminology.hl7.org/CodeSystem/consentaction";
  private static final String OWN_ACTION = PatientConsents.ACTION_SYSTEM;
  private static final String RESOURCE_TYPES = "http://hl7.org/fhir/resource-types";
  private static final String PARTICIPATION =
      "http://terminology.hl7.org/CodeSystem/v3-ParticipationType";
  private static final Code RESEARCH = new Code(ConsentQuestion.ACT_REASON, "HRESCH");
  private static final int MAX_DEPTH = 8;

  private ConsentReader() {}

  static ConsentRule read(Consent consent) {
    return new ConsentRule(
        Optional.of(consent.getIdElement()).filter(id -> id.hasIdPart()).map(id -> id.getIdPart()),
        scopeKey(consent.getScope()),
        only(consent, "treatment", "adr") ? ConsentRule.Subject.OTHER : ConsentRule.Subject.DATA,
        consent.hasDateTimeElement() ? Span.of(consent.getDateTimeElement()) : Optional.empty(),
        ResourceName.parse(text(consent.getPatient().getReference())),
        root(consent));
  }

  private static Optional<Provision> root(Consent consent) {
    boolean research = only(consent, "research");
    List<Code> purposes = research ? List.of(RESEARCH) : List.of();
    if (consent.hasModifierExtension()
        || consent.hasImplicitRules()
        || !consent.getPatient().hasReference()) {
      return Optional.of(unreadable(List.of()));
    }
    if (!consent.hasProvision()) {
      // A policy or a scanned form alone: nothing that we could keep to.
      return only(consent, "treatment", "adr")
          ? Optional.empty()
          : Optional.of(unreadable(purposes));
    }
    return Optional.of(provision(consent.getProvision(), purposes, 1));
  }

  /// A rule that denies because we cannot read it.
  private static Provision unreadable(List<Code> purposes) {
    return new Provision(
        Effect.DENY,
        new CallCondition(Span.ALWAYS, purposes, List.of(), List.of()),
        new DataCondition(List.of(), List.of(), Optional.empty(), List.of()),
        List.of());
  }

  /// @param defaultPurposes of a rule that names none
  private static Provision provision(
      ProvisionComponent from, List<Code> defaultPurposes, int depth) {
    Optional<Span> period = from.hasPeriod() ? Span.of(from.getPeriod()) : Optional.of(Span.ALWAYS);
    if (depth > MAX_DEPTH || !isReadable(from) || period.isEmpty()) {
      // Not even its effect or its extent is certain: it may deny everything.
      return unreadable(List.of());
    }
    List<Code> purposes = codes(from.getPurpose());
    return new Provision(
        from.getType() == ConsentProvisionType.PERMIT ? Effect.PERMIT : Effect.DENY,
        new CallCondition(
            period.get(),
            purposes.isEmpty() ? defaultPurposes : purposes,
            from.getActor().stream().map(ConsentReader::actor).toList(),
            from.getAction().stream().map(ConsentReader::action).toList()),
        new DataCondition(
            codes(from.getSecurityLabel()),
            from.getClass_().stream().map(Coding::getCode).toList(),
            from.hasDataPeriod() ? Span.of(from.getDataPeriod()) : Optional.empty(),
            from.getData().stream().map(ConsentReader::instance).toList()),
        from.getProvision().stream()
            .map(exception -> provision(exception, List.of(), depth + 1))
            .toList());
  }

  private static boolean isReadable(ProvisionComponent from) {
    return !from.hasModifierExtension()
        && !from.hasExtension()
        && (from.getType() == ConsentProvisionType.PERMIT
            || from.getType() == ConsentProvisionType.DENY)
        && !from.hasCode()
        && from.getPurpose().stream().allMatch(ConsentReader::isComplete)
        && from.getSecurityLabel().stream().allMatch(ConsentReader::isLabel)
        && from.getClass_().stream()
            .allMatch(type -> isComplete(type) && type.getSystem().equals(RESOURCE_TYPES))
        && (!from.hasDataPeriod() || Span.of(from.getDataPeriod()).isPresent())
        && from.getActor().stream()
            .noneMatch(actor -> actor.hasModifierExtension() || actor.hasExtension())
        && from.getData().stream()
            .noneMatch(data -> data.hasModifierExtension() || data.hasExtension());
  }

  private static boolean isComplete(Coding coding) {
    return !text(coding.getSystem()).isBlank() && !text(coding.getCode()).isBlank();
  }

  private static boolean isLabel(Coding label) {
    return isComplete(label)
        && (!label.getSystem().equals(DataCondition.CONFIDENTIALITY)
            || DataCondition.SCALE.contains(label.getCode()));
  }

  private static List<Code> codes(List<Coding> codings) {
    return codings.stream().map(it -> new Code(it.getSystem(), it.getCode())).toList();
  }

  /// The recipient that the entry names (`IRCP`, `PRCP`, or no role said); nobody known otherwise.
  private static Optional<ResourceName> actor(provisionActorComponent actor) {
    boolean recipient =
        actor.getRole().isEmpty()
            || actor.getRole().getCoding().stream()
                .anyMatch(role ->
                    PARTICIPATION.equals(role.getSystem())
                        && ("IRCP".equals(role.getCode()) || "PRCP".equals(role.getCode())));
    return recipient ? name(actor.getReference()) : Optional.empty();
  }

  private static Optional<ResourceName> instance(provisionDataComponent data) {
    return data.getMeaning() == Consent.ConsentDataMeaning.INSTANCE
        ? name(data.getReference())
        : Optional.empty();
  }

  private static Optional<ResourceName> name(Reference reference) {
    return ResourceName.parse(text(reference.getReference()));
  }

  private static Action action(CodeableConcept concept) {
    for (Coding coding : concept.getCoding()) {
      String code = text(coding.getCode());
      if (OWN_ACTION.equals(coding.getSystem()) && code.equals(PatientConsents.INFER)) {
        return Action.INFER;
      }
      if (ACTION.equals(coding.getSystem())) {
        for (Action known :
            List.of(Action.COLLECT, Action.ACCESS, Action.USE, Action.DISCLOSE, Action.CORRECT)) {
          if (code.equals(known.name().toLowerCase(Locale.ROOT))) {
            return known;
          }
        }
      }
    }
    return Action.UNKNOWN;
  }

  private static boolean only(Consent consent, String... scopes) {
    List<Coding> codings = consent.getScope().getCoding();
    return !codings.isEmpty()
        && codings.stream()
            .allMatch(coding ->
                SCOPE.equals(coding.getSystem())
                    && List.of(scopes).contains(text(coding.getCode())));
  }

  private static String scopeKey(CodeableConcept scope) {
    TreeSet<String> keys = new TreeSet<>();
    for (Coding coding : scope.getCoding()) {
      keys.add(text(coding.getSystem()) + "|" + text(coding.getCode()));
    }
    return keys.isEmpty() ? text(scope.getText()) : String.join(" ", keys);
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }
}
