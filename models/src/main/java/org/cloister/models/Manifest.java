package org.cloister.models;

import java.util.List;
import java.util.Optional;
import org.cloister.deid.Input;
import org.cloister.deid.Safelist;
import org.cloister.policies.ModelId;
import org.cloister.policies.Sha256;

/// All that is known about one version of one model: what it is, what it may see, what it gives.
/// Only a [ModelRepository] makes one, from a file whose digest it checked.
public final class Manifest {
  /// The three digests that tie a manifest to its files, and who vouches for them.
  ///
  /// @param manifest of the manifest file itself
  /// @param model of the ONNX file
  /// @param profile of the canonical bytes of inputs and exclusions: two models with equal profiles
  ///   learn the same about a patient
  /// @param voucher the program or a trusted key: in its name the files were believed
  public record Digests(Sha256 manifest, Sha256 model, Sha256 profile, Voucher voucher) {}

  /// Name and semantic version.
  public record Identity(ModelId id, String version) {
    @Override
    public String toString() {
      return id + "|" + version;
    }
  }

  /// What goes in, what comes out, and cases of both.
  record Signature(
      List<ModelInput> inputs,
      List<Safelist.Exclusion> exclusions,
      List<ModelOutput> outputs,
      List<GoldenCase> goldenCases) {
    Signature {
      inputs = List.copyOf(inputs);
      exclusions = List.copyOf(exclusions);
      outputs = List.copyOf(outputs);
      goldenCases = List.copyOf(goldenCases);
    }
  }

  private final Identity identity;
  private final ModelCard card;
  private final Signature signature;
  private final Digests digests;
  private final Safelist safelist;

  Manifest(Identity identity, ModelCard card, Signature signature, Digests digests) {
    this.identity = identity;
    this.card = card;
    this.signature = signature;
    this.digests = digests;
    List<Input> inputs = signature.inputs().stream().map(ModelInput::input).toList();
    this.safelist = new Safelist(identity.id(), inputs, signature.exclusions(), digests.profile());
  }

  public Identity identity() {
    return identity;
  }

  public ModelId id() {
    return identity.id();
  }

  public String version() {
    return identity.version();
  }

  public ModelCard card() {
    return card;
  }

  /// In manifest order, which is the order of the graph's inputs for those that feed it.
  public List<ModelInput> inputs() {
    return signature.inputs();
  }

  public List<Safelist.Exclusion> exclusions() {
    return signature.exclusions();
  }

  /// In the order of the graph's outputs.
  public List<ModelOutput> outputs() {
    return signature.outputs();
  }

  public Optional<ModelOutput> output(String name) {
    return outputs().stream().filter(output -> output.name().equals(name)).findFirst();
  }

  List<GoldenCase> goldenCases() {
    return signature.goldenCases();
  }

  public Digests digests() {
    return digests;
  }

  /// All that this model may learn about a patient.
  public Safelist safelist() {
    return safelist;
  }

  /// Names of the inputs that feed the graph, in graph order.
  List<String> graphInputs() {
    return inputs().stream()
        .filter(input -> input.feeds() == ModelInput.Feeds.GRAPH)
        .map(ModelInput::name)
        .toList();
  }

  @Override
  public String toString() {
    return "Manifest[" + identity + "]";
  }
}
