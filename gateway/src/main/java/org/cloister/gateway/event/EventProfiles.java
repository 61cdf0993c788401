package org.cloister.gateway.event;

import java.time.Instant;
import java.util.List;
import org.cloister.gateway.answer.Terminology;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ElementDefinition;
import org.hl7.fhir.r4.model.ElementDefinition.ConstraintSeverity;
import org.hl7.fhir.r4.model.ElementDefinition.DiscriminatorType;
import org.hl7.fhir.r4.model.ElementDefinition.SlicingRules;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.hl7.fhir.r4.model.StructureDefinition.StructureDefinitionKind;

/// Our profiles of AuditEvent, as differentials: what BALP has no words for, because its REST
/// profiles know only success and no operation.
final class EventProfiles {
  private static final String AUDIT_EVENT = "http://hl7.org/fhir/StructureDefinition/AuditEvent";
  private static final String PATIENTS = "entity.where(role.code = '1')";
  private static final String IS_GONE =
      "(extension('"
          + AuditTerms.ERASED
          + "').extension('part').where(value = 'record').exists() or extension('"
          + AuditTerms.MISSING
          + "').where(value = 'record').exists())";

  private final Definitions definitions;

  EventProfiles(Instant built) {
    this.definitions = new Definitions(built);
  }

  List<StructureDefinition> all() {
    return List.of(gatewayEvent(), inferenceEvent(), accessDenied());
  }

  private StructureDefinition gatewayEvent() {
    StructureDefinition profile =
        profile(
            AuditTerms.GATEWAY_EVENT,
            "GatewayEvent",
            "A record of the gateway's tamper-evident log: about one patient at most, with its"
                + " place in the log.",
            AUDIT_EVENT);
    Definitions.element(profile, "AuditEvent.extension", "AuditEvent.extension")
        .setMin(1)
        .getSlicing()
        .setRules(SlicingRules.OPEN)
        .addDiscriminator()
        .setType(DiscriminatorType.VALUE)
        .setPath("url");
    extension(profile, "logEntry", AuditTerms.LOG_ENTRY).setMin(1).setMax("1");
    extension(profile, "policySet", AuditTerms.POLICY_SET).setMin(0).setMax("1");
    extension(profile, "metering", Terminology.METERING).setMin(0).setMax("1");
    extension(profile, "erased", AuditTerms.ERASED).setMin(0).setMax("2");
    extension(profile, "missing", AuditTerms.MISSING).setMin(0).setMax("2");
    Definitions.element(profile, "AuditEvent.subtype", "AuditEvent.subtype").setMin(1);
    Definitions.element(profile, "AuditEvent.action", "AuditEvent.action").setMin(1);
    Definitions.element(profile, "AuditEvent.outcome", "AuditEvent.outcome").setMin(1);
    invariant(profile, "clo-1", "About one patient at most", PATIENTS + ".count() <= 1");
    invariant(
        profile,
        "clo-2",
        "A patient is named by a reference to a Patient",
        PATIENTS + ".all(what.reference.matches('^(.*/)?Patient/[A-Za-z0-9.-]{1,64}$'))");
    invariant(
        profile,
        "clo-3",
        "What is gone names no patient of its own",
        IS_GONE + " implies entity.where(type.code = 'XrequestId').empty()");
    return profile;
  }

  private StructureDefinition inferenceEvent() {
    StructureDefinition profile =
        profile(
            AuditTerms.INFERENCE_EVENT,
            "InferenceEvent",
            "A call of $infer, however it ended: who asked which model about whom, for which"
                + " purpose, under which policies, at what latency and cost.",
            AuditTerms.GATEWAY_EVENT);
    Definitions.element(profile, "AuditEvent.type", "AuditEvent.type")
        .setPattern(new Coding().setSystem(AuditTerms.EVENT_TYPE).setCode("rest"));
    Definitions.element(profile, "AuditEvent.subtype", "AuditEvent.subtype")
        .setMin(2)
        .getSlicing()
        .setRules(SlicingRules.OPEN)
        .addDiscriminator()
        .setType(DiscriminatorType.VALUE)
        .setPath("$this");
    subtype(profile, "operation", AuditTerms.INTERACTION, "operation");
    subtype(profile, "infer", AuditTerms.EVENT, Act.INFERENCE);
    Definitions.element(profile, "AuditEvent.action", "AuditEvent.action")
        .setPattern(new CodeType("E"));
    String succeeded = "(outcome = '0' and " + IS_GONE + ".not()) implies ";
    invariant(
        profile,
        "inf-1",
        "An answer is about a patient, of a model, with a purpose",
        succeeded
            + "("
            + PATIENTS
            + ".exists() and entity.where(type.system = '"
            + AuditTerms.ENTITY
            + "' and type.code = 'model').detail.where(type = 'sha256').exists()"
            + " and purposeOfEvent.exists())");
    invariant(
        profile,
        "inf-2",
        "An answer has a latency and a cost",
        succeeded + "extension('" + Terminology.METERING + "').exists()");
    return profile;
  }

  private StructureDefinition accessDenied() {
    StructureDefinition profile =
        profile(
            AuditTerms.ACCESS_DENIED,
            "AccessDenied",
            "Something that authentication, a policy or the patient's Consent forbade: nothing was"
                + " released.",
            AuditTerms.GATEWAY_EVENT);
    Definitions.element(profile, "AuditEvent.outcome", "AuditEvent.outcome")
        .setPattern(new CodeType("8"));
    invariant(
        profile,
        "den-1",
        "A security alert, or a failed authentication",
        "type.system = '"
            + AuditTerms.DICOM
            + "' and (type.code = '110113' or type.code = '110114')");
    invariant(profile, "den-2", "Nothing was released", "entity.where(role.code = '4').empty()");
    return profile;
  }

  private StructureDefinition profile(String url, String name, String description, String base) {
    StructureDefinition profile = definitions.of(url, name, description);
    profile.setKind(StructureDefinitionKind.RESOURCE);
    profile.setType("AuditEvent");
    profile.setBaseDefinition(base);
    Definitions.element(profile, "AuditEvent", "AuditEvent")
        .setShort(name)
        .setDefinition(description);
    return profile;
  }

  private static void invariant(
      StructureDefinition profile, String key, String human, String expression) {
    profile
        .getDifferential()
        .getElementFirstRep()
        .addConstraint()
        .setKey(key)
        .setSeverity(ConstraintSeverity.ERROR)
        .setHuman(human)
        .setExpression(expression);
  }

  private static ElementDefinition extension(
      StructureDefinition profile, String slice, String url) {
    ElementDefinition element =
        Definitions.element(profile, "AuditEvent.extension:" + slice, "AuditEvent.extension")
            .setSliceName(slice);
    element.addType().setCode("Extension").addProfile(url);
    return element;
  }

  private static void subtype(
      StructureDefinition profile, String slice, String system, String code) {
    Definitions.element(profile, "AuditEvent.subtype:" + slice, "AuditEvent.subtype")
        .setSliceName(slice)
        .setMin(1)
        .setMax("1")
        .setPattern(new Coding().setSystem(system).setCode(code));
  }
}
