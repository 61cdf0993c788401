package org.cloister.gateway.answer;

import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.TimeZone;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementKind;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementRestComponent;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementRestResourceComponent;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementRestSecurityComponent;
import org.hl7.fhir.r4.model.CapabilityStatement.RestfulCapabilityMode;
import org.hl7.fhir.r4.model.CapabilityStatement.TypeRestfulInteraction;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Enumerations.FHIRVersion;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.Enumerations.SearchParamType;

/// The CapabilityStatement (https://hl7.org/fhir/R4/capabilitystatement.html): only what is truly
/// served, dated by the build and not by the clock, so that it can be cached.
final class CapabilityDocument {
  private static final String SECURITY_SERVICE =
      "http://terminology.hl7.org/CodeSystem/restful-security-service";
  private static final String SEARCH_PARAMETER = "http://hl7.org/fhir/SearchParameter/";

  private final String baseUrl;
  private final Instant built;

  CapabilityDocument(String baseUrl, Instant built) {
    this.baseUrl = baseUrl;
    this.built = built;
  }

  /// @param further what other parts of the gateway serve
  CapabilityStatement capabilityStatement(List<CapabilityStatementRestResourceComponent> further) {
    CapabilityStatement statement = new CapabilityStatement();
    statement.setId("cloister");
    statement.setUrl(baseUrl + "/metadata");
    statement.setName("CloisterGateway");
    statement.setTitle("Cloister inference gateway");
    statement.setStatus(PublicationStatus.ACTIVE);
    statement.setDateElement(date(built));
    statement.setKind(CapabilityStatementKind.INSTANCE);
    // The name alone: a version would tell an attacker which flaws to try.
    statement.getSoftware().setName("Cloister");
    statement
        .getImplementation()
        .setDescription("Privacy-preserving inference over FHIR R4 patient data")
        .setUrl(baseUrl);
    statement.setFhirVersion(FHIRVersion._4_0_1);
    statement.addFormat("json");
    statement.addRest(rest(further));
    return statement;
  }

  private CapabilityStatementRestComponent rest(
      List<CapabilityStatementRestResourceComponent> further) {
    CapabilityStatementRestComponent rest = new CapabilityStatementRestComponent();
    rest.setMode(RestfulCapabilityMode.SERVER);
    rest.setSecurity(security());
    rest.addResource(searchable("RiskAssessment", List.of("subject", "patient")));
    rest.addResource(searchable("Observation", List.of("subject", "patient")));
    rest.addResource(searchable("Provenance", List.of("target")));
    rest.addResource(consent());
    rest.addResource(readable("Device"));
    rest.addResource(patient());
    further.forEach(rest::addResource);
    rest.addResource(readable("OperationDefinition"));
    rest.addResource(readable("CodeSystem"));
    rest.addResource(readable("StructureDefinition"));
    rest.addResource(readable("SearchParameter"));
    rest.addOperation()
        .setName(InferDefinition.CODE)
        .setDefinition(InferDefinition.canonical(baseUrl));
    rest.addOperation()
        .setName(DeidentifyDefinition.CODE)
        .setDefinition(DeidentifyDefinition.canonical(baseUrl));
    rest.addOperation()
        .setName(ReidentifyDefinition.CODE)
        .setDefinition(ReidentifyDefinition.canonical(baseUrl));
    return rest;
  }

  /// Kept for the patient, versioned; withdrawn by an update.
  private static CapabilityStatementRestResourceComponent consent() {
    CapabilityStatementRestResourceComponent resource = searchable("Consent", List.of("patient"));
    resource.addInteraction().setCode(TypeRestfulInteraction.CREATE);
    resource.addInteraction().setCode(TypeRestfulInteraction.UPDATE);
    resource.setUpdateCreate(true);
    return resource;
  }

  /// Patients are asked about, not served.
  private CapabilityStatementRestResourceComponent patient() {
    CapabilityStatementRestResourceComponent resource =
        new CapabilityStatementRestResourceComponent();
    resource.setType("Patient");
    resource
        .addOperation()
        .setName(InferDefinition.CODE)
        .setDefinition(InferDefinition.canonical(baseUrl));
    return resource;
  }

  private static CapabilityStatementRestSecurityComponent security() {
    CapabilityStatementRestSecurityComponent security =
        new CapabilityStatementRestSecurityComponent();
    security.setCors(true);
    security
        .addService()
        .setText("OAuth2 access tokens with SMART on FHIR v2 scopes")
        .addCoding()
        .setSystem(SECURITY_SERVICE)
        .setCode("SMART-on-FHIR")
        .setDisplay("SMART-on-FHIR");
    security
        .addService()
        .setText("OAuth2 bearer tokens")
        .addCoding()
        .setSystem(SECURITY_SERVICE)
        .setCode("OAuth")
        .setDisplay("OAuth");
    security.setDescription(
        "Every call but this one and the SMART configuration needs a bearer token. $infer needs the"
            + " scope system/RiskAssessment.c, or user or patient in place of system, and read"
            + " scopes for the resource types of its input. $deidentify needs system/Bundle.c,"
            + " $reidentify system/Person.r.");
    return security;
  }

  private static CapabilityStatementRestResourceComponent readable(String type) {
    CapabilityStatementRestResourceComponent resource =
        new CapabilityStatementRestResourceComponent();
    resource.setType(type);
    resource.addInteraction().setCode(TypeRestfulInteraction.READ);
    return resource;
  }

  private static CapabilityStatementRestResourceComponent searchable(
      String type, List<String> references) {
    CapabilityStatementRestResourceComponent resource = readable(type);
    resource.addInteraction().setCode(TypeRestfulInteraction.SEARCHTYPE);
    for (String name : references) {
      resource
          .addSearchParam()
          .setName(name)
          .setType(SearchParamType.REFERENCE)
          .setDefinition(SEARCH_PARAMETER + definition(type, name));
    }
    return resource;
  }

  /// R4 defines `patient` once for most clinical types; Observation is among them, RiskAssessment
  /// too.
  private static String definition(String type, String name) {
    return name.equals("patient") ? "clinical-patient" : type + "-" + name;
  }

  static DateTimeType date(Instant instant) {
    DateTimeType date = new DateTimeType(Date.from(instant));
    date.setTimeZone(TimeZone.getTimeZone("UTC"));
    return date;
  }
}
