package org.cloister.gateway.answer;

import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.CodeSystem.CodeSystemContentMode;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;

/// The product's own code systems, complete: a code that is not in them is not ours.
final class CodeSystems {
  private final Instant built;

  CodeSystems(Instant built) {
    this.built = built;
  }

  CodeSystem outcomes() {
    CodeSystem system =
        codeSystem("outcome", "Outcome", "Cloister outcomes", "Why a call was not answered.");
    for (OutcomeCode code : OutcomeCode.values()) {
      add(system, code.code(), code.text());
    }
    return complete(system);
  }

  /// Versions of one model share its code.
  CodeSystem models(List<ModelCard> models) {
    CodeSystem system =
        codeSystem("model", "Model", "Cloister models", "The models of this gateway.");
    TreeMap<String, String> titles = new TreeMap<>();
    models.forEach(model -> titles.put(model.id().value(), model.title()));
    titles.forEach((code, title) -> add(system, code, title));
    return complete(system);
  }

  /// Outputs and, where they have no standard code, the classes they fall into.
  CodeSystem modelOutputs(Conformance.Catalogue catalogue) {
    CodeSystem system =
        codeSystem(
            "model-output",
            "ModelOutput",
            "Cloister model outputs",
            "What the models of this gateway give. A standard code stands beside it where there is"
                + " one.");
    TreeMap<String, String> displays = new TreeMap<>();
    catalogue.outputs().forEach(output -> displays.put(output.localCode(), output.display()));
    catalogue.bands().stream()
        .filter(band -> band.system().equals(Terminology.MODEL_OUTPUT))
        .forEach(band -> displays.put(band.code(), band.display()));
    displays.forEach((code, display) -> add(system, code, display));
    return complete(system);
  }

  private CodeSystem codeSystem(String id, String name, String title, String description) {
    CodeSystem system = new CodeSystem();
    system.setId(id);
    system.setUrl("https://cloister.health/fhir/CodeSystem/" + id);
    system.setName(name);
    system.setTitle(title);
    system.setStatus(PublicationStatus.ACTIVE);
    system.setExperimental(false);
    system.setDateElement(CapabilityDocument.date(built));
    system.setPublisher("Cloister");
    system.setDescription(description);
    system.setCaseSensitive(true);
    system.setContent(CodeSystemContentMode.COMPLETE);
    return system;
  }

  private static void add(CodeSystem system, String code, String display) {
    system.addConcept().setCode(code).setDisplay(display);
  }

  private static CodeSystem complete(CodeSystem system) {
    system.setCount(system.getConcept().size());
    return system;
  }
}
