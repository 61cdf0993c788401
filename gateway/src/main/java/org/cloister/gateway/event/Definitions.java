package org.cloister.gateway.event;

import java.time.Instant;
import java.util.Date;
import java.util.TimeZone;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.ElementDefinition;
import org.hl7.fhir.r4.model.Enumerations.FHIRVersion;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.hl7.fhir.r4.model.StructureDefinition.TypeDerivationRule;

/// What our definitions have in common.
///
/// @param built date of every one of them
record Definitions(Instant built) {
  /// @param url canonical; its last part is the id
  StructureDefinition of(String url, String name, String description) {
    StructureDefinition definition = new StructureDefinition();
    definition.setId(id(url));
    definition.setUrl(url);
    definition.setName(name);
    definition.setStatus(PublicationStatus.ACTIVE);
    definition.setDateElement(date());
    definition.setDescription(description);
    definition.setFhirVersion(FHIRVersion._4_0_1);
    definition.setAbstract(false);
    definition.setDerivation(TypeDerivationRule.CONSTRAINT);
    return definition;
  }

  DateTimeType date() {
    DateTimeType date = new DateTimeType(Date.from(built));
    date.setTimeZone(TimeZone.getTimeZone("UTC"));
    return date;
  }

  static String id(String url) {
    return url.substring(url.lastIndexOf('/') + 1);
  }

  static ElementDefinition element(StructureDefinition definition, String id, String path) {
    ElementDefinition element = definition.getDifferential().addElement();
    element.setId(id);
    element.setPath(path);
    return element;
  }
}
