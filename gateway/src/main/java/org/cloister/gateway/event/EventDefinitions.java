package org.cloister.gateway.event;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementRestResourceComponent;
import org.hl7.fhir.r4.model.CapabilityStatement.TypeRestfulInteraction;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.CodeSystem.CodeSystemContentMode;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.Enumerations.SearchParamType;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.SearchParameter;

/// Everything that one needs to read our AuditEvents and to search them, as resources to publish.
public final class EventDefinitions {
  private final Definitions definitions;

  /// @param built when this software was built; the date of every definition
  public EventDefinitions(Instant built) {
    this.definitions = new Definitions(built);
  }

  public List<Resource> all() {
    List<Resource> all = new ArrayList<>();
    all.addAll(new EventProfiles(definitions.built()).all());
    all.addAll(new EventExtensions(definitions.built()).all());
    all.add(codes(AuditTerms.EVENT, "AuditEventCode", "What a record is of.", Act.codes()));
    all.add(
        codes(
            AuditTerms.ENTITY,
            "AuditEntityCode",
            "What an entity of an event is.",
            Map.of(
                "model", "The model that ran or was asked for",
                "answer", "The answer as it was sent, named by its SHA-256")));
    for (EventParameter parameter : EventParameter.values()) {
      parameter.own().ifPresent(own -> all.add(searchParameter(parameter, own)));
    }
    return all;
  }

  /// AuditEvent in the CapabilityStatement.
  public CapabilityStatementRestResourceComponent capability() {
    CapabilityStatementRestResourceComponent resource =
        new CapabilityStatementRestResourceComponent();
    resource.setType("AuditEvent");
    resource.setDocumentation(
        "The gateway's log, for officers. Newest first, 50 a page and 200 at most; follow the next"
            + " link. agent also takes the modifier :identifier.");
    for (String profile :
        List.of(AuditTerms.GATEWAY_EVENT, AuditTerms.INFERENCE_EVENT, AuditTerms.ACCESS_DENIED)) {
      resource.addSupportedProfile(profile);
    }
    for (String profile :
        List.of(
            "PatientRead",
            "PatientQuery",
            "Read",
            "Query",
            "AuthZconsent",
            "OAUTHaccessTokenUse.Minimal")) {
      resource.addSupportedProfile(AuditTerms.BALP + profile);
    }
    resource.addInteraction().setCode(TypeRestfulInteraction.READ);
    resource.addInteraction().setCode(TypeRestfulInteraction.SEARCHTYPE);
    for (EventParameter parameter : EventParameter.values()) {
      resource
          .addSearchParam()
          .setName(parameter.code())
          .setType(SearchParamType.fromCode(parameter.type()))
          .setDefinition(parameter.definition());
    }
    return resource;
  }

  private CodeSystem codes(String url, String name, String description, Map<String, String> codes) {
    CodeSystem system = new CodeSystem();
    system.setId(Definitions.id(url));
    system.setUrl(url);
    system.setName(name);
    system.setStatus(PublicationStatus.ACTIVE);
    system.setExperimental(false);
    system.setDateElement(definitions.date());
    system.setPublisher("Cloister");
    system.setDescription(description);
    system.setCaseSensitive(true);
    system.setContent(CodeSystemContentMode.COMPLETE);
    new TreeMap<>(codes)
        .forEach((code, display) -> system.addConcept().setCode(code).setDisplay(display));
    system.setCount(system.getConcept().size());
    return system;
  }

  private SearchParameter searchParameter(EventParameter parameter, EventParameter.Own own) {
    SearchParameter definition = new SearchParameter();
    definition.setId(Definitions.id(parameter.definition()));
    definition.setUrl(parameter.definition());
    definition.setName(parameter.code());
    definition.setStatus(PublicationStatus.ACTIVE);
    definition.setDateElement(definitions.date());
    definition.setDescription(own.description());
    definition.setCode(parameter.code());
    definition.addBase("AuditEvent");
    definition.setType(SearchParamType.TOKEN);
    definition.setExpression(own.expression());
    return definition;
  }
}
