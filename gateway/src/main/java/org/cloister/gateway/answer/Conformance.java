package org.cloister.gateway.answer;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementRestResourceComponent;
import org.hl7.fhir.r4.model.Resource;

/// The documents that describe the server: what it serves, how its operations are called, and the
/// codes and extensions of its answers. Made once, stable for one build and one set of models.
public final class Conformance {
  private final EncodedResource capabilityStatement;
  private final Map<String, EncodedResource> definitions = new LinkedHashMap<>();

  /// What the models of a gateway can say.
  ///
  /// @param models every model version that the server can run
  /// @param outputs every output of them
  /// @param bands every class that a result can fall into
  public record Catalogue(
      List<ModelCard> models, List<OutputCode> outputs, List<ResultValue.Band> bands) {
    public Catalogue {
      models = List.copyOf(models);
      outputs = List.copyOf(outputs);
      bands = List.copyOf(bands);
    }
  }

  /// What other parts of the gateway serve, as they describe it themselves.
  ///
  /// @param served resource types for the CapabilityStatement
  /// @param definitions to publish
  public record Further(
      List<CapabilityStatementRestResourceComponent> served, List<Resource> definitions) {
    public Further {
      served = List.copyOf(served);
      definitions = List.copyOf(definitions);
    }
  }

  /// @param baseUrl FHIR base of this server, without a slash at its end
  /// @param built when this software was built; the date of every document
  public Conformance(
      FhirContext fhir, String baseUrl, Instant built, Catalogue catalogue, Further further) {
    IParser parser = fhir.newJsonParser();
    this.capabilityStatement =
        encode(
            parser, new CapabilityDocument(baseUrl, built).capabilityStatement(further.served()));
    CodeSystems codeSystems = new CodeSystems(built);
    List<Resource> resources = new ArrayList<>();
    resources.add(InferDefinition.operationDefinition(baseUrl, built));
    resources.add(DeidentifyDefinition.operationDefinition(baseUrl, built));
    resources.add(ReidentifyDefinition.operationDefinition(baseUrl, built));
    resources.add(codeSystems.outcomes());
    resources.add(codeSystems.models(catalogue.models()));
    resources.add(codeSystems.modelOutputs(catalogue));
    resources.addAll(new ExtensionDefinitions(built).all());
    resources.addAll(further.definitions());
    for (Resource resource : resources) {
      EncodedResource encoded = encode(parser, resource);
      definitions.put(encoded.reference(), encoded);
    }
  }

  /// The answer of `GET /metadata`.
  public byte[] capabilityStatement() {
    return capabilityStatement.json();
  }

  /// A published definition, such as `OperationDefinition/infer` or `CodeSystem/outcome`.
  public Optional<EncodedResource> find(String type, String id) {
    return Optional.ofNullable(definitions.get(type + "/" + id));
  }

  /// All published definitions.
  public List<EncodedResource> definitions() {
    return List.copyOf(definitions.values());
  }

  private static EncodedResource encode(IParser parser, Resource resource) {
    return new EncodedResource(
        resource.fhirType(),
        resource.getIdPart(),
        parser.encodeResourceToString(resource).getBytes(StandardCharsets.UTF_8));
  }
}
