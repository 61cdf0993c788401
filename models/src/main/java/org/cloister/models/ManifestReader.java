package org.cloister.models;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Period;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.cloister.deid.Input;
import org.cloister.deid.Input.Code;
import org.cloister.deid.Input.Presence;
import org.cloister.deid.Safelist.Exclusion;
import org.cloister.policies.ModelId;
import org.cloister.policies.Sha256;

/// Reads `manifest.json` into types. The form is that of the shipped manifests: a known field of
/// another type or an unknown field is an error, so that a slip of the pen cannot widen what a
/// model sees.
final class ManifestReader {
  private final String file;

  private ManifestReader(String file) {
    this.file = file;
  }

  /// @param file how errors name the manifest
  /// @param manifest the bytes that were hashed
  /// @param card the bytes of `card.md`
  static Manifest read(String file, byte[] manifest, byte[] card, Voucher voucher)
      throws ModelException {
    return new ManifestReader(file).read(manifest, card, voucher);
  }

  private Manifest read(byte[] json, byte[] card, Voucher voucher) throws ModelException {
    StrictObject root = StrictObject.parse(file, json);
    Manifest.Identity identity = identity(root);
    StrictObject onnx = reference(root, "onnx", "model.onnx");
    StrictObject cardReference = reference(root, "card", "card.md");
    checkDigest("card.md", cardReference.sha256("sha256"), card);
    List<ModelInput> inputs = inputs(root.objects("inputs"));
    List<Exclusion> exclusions = exclusions(root.objects("exclusions"));
    List<ModelOutput> outputs = new OutputReader(file, inputs).outputs(root.objects("outputs"));
    List<GoldenCase> cases = goldenCases(root.objects("goldenCases"), inputs, outputs);
    Manifest.Digests digests =
        new Manifest.Digests(Sha256.of(json), onnx.sha256("sha256"), profile(root), voucher);
    ModelCard modelCard = card(root, new String(card, StandardCharsets.UTF_8));
    onnx.end();
    cardReference.end();
    root.end();
    return new Manifest(
        identity, modelCard, new Manifest.Signature(inputs, exclusions, outputs, cases), digests);
  }

  private static Manifest.Identity identity(StrictObject root) throws ModelException {
    ModelId id = ModelId.parse(root.text("id")).orElseThrow(() -> root.wrong("/id", "a model id"));
    String version = root.text("version");
    if (!ModelRepository.VERSION.matcher(version).matches()) {
      throw root.wrong("/version", "a semantic version");
    }
    return new Manifest.Identity(id, version);
  }

  private StrictObject reference(StrictObject root, String field, String name)
      throws ModelException {
    StrictObject reference = root.object(field);
    if (!reference.text("file").equals(name)) {
      throw new ModelException(file + "/" + field + "/file", name, "another file name");
    }
    return reference;
  }

  private void checkDigest(String name, Sha256 expected, byte[] content) throws ModelException {
    Sha256 found = Sha256.of(content);
    if (!found.equals(expected)) {
      throw new ModelException(file + ", " + name, expected.toString(), found.toString());
    }
  }

  private static Sha256 profile(StrictObject root) throws ModelException {
    ObjectNode seen = JsonNodeFactory.instance.objectNode();
    seen.set("inputs", root.tree("inputs"));
    seen.set("exclusions", root.tree("exclusions"));
    return Sha256.of(CanonicalJson.bytes(seen));
  }

  private static ModelCard card(StrictObject root, String markdown) throws ModelException {
    return new ModelCard(
        root.text("title"),
        root.constant("kind", ModelCard.Kind.class),
        root.text("citation"),
        root.text("doi"),
        root.text("licence"),
        root.text("developer"),
        root.text("intendedUse"),
        root.text("population"),
        root.text("outOfScope"),
        root.text("trainingData"),
        root.constant("clinicalUse", ModelCard.ClinicalUse.class),
        uses(root.object("uses")),
        markdown);
  }

  /// All nine attributes have to be answered: an omission is not a no.
  private static List<ModelCard.SourceAttribute> uses(StrictObject uses) throws ModelException {
    List<ModelCard.SourceAttribute> used = new ArrayList<>();
    for (ModelCard.SourceAttribute attribute : ModelCard.SourceAttribute.values()) {
      if (uses.yes(attribute.name().toLowerCase(Locale.ROOT))) {
        used.add(attribute);
      }
    }
    uses.end();
    return used;
  }

  private List<ModelInput> inputs(List<StrictObject> objects) throws ModelException {
    List<ModelInput> inputs = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (StrictObject object : objects) {
      ModelInput input = input(object);
      object.end();
      if (!names.add(input.name())) {
        throw new ModelException(file + "/inputs", "each name once", input.name() + " twice");
      }
      inputs.add(input);
    }
    for (ModelInput input : inputs) {
      if (input.input() instanceof Input.Quantity quantity
          && quantity.computedBy().isPresent()
          && !names.containsAll(quantity.computedBy().get().inputs())) {
        throw new ModelException(
            file + "/inputs", "the inputs that compute " + input.name(), "not all of them");
      }
    }
    return inputs;
  }

  private static ModelInput input(StrictObject object) throws ModelException {
    String name = object.text("name");
    String display = object.text("display");
    Presence presence = object.constant("presence", Presence.class);
    ModelInput.Feeds feeds = object.constant("feeds", ModelInput.Feeds.class);
    Input input =
        switch (object.text("type")) {
          case "age" -> new Input.Age(name, presence, object.range("valid"));
          case "sex" -> new Input.Sex(name, presence);
          case "quantity" -> quantity(object, name, display, presence);
          case "problem" -> new Input.Problem(name, display, presence, codes(object, "codes"));
          case "medication" ->
              new Input.Medication(
                  name,
                  display,
                  presence,
                  codes(object, "codes"),
                  object.has("unrelated") ? codes(object, "unrelated") : List.of());
          case "finding" ->
              new Input.Finding(
                  name,
                  display,
                  presence,
                  object.texts("loinc"),
                  period(object, "lookBack"),
                  codes(object, "yes"),
                  codes(object, "no"));
          default -> throw object.wrong("/type", "a kind of input");
        };
    Optional<ModelInput.Computation> computation =
        object.has("computedBy")
            ? Optional.of(computation(object.object("computedBy")))
            : Optional.empty();
    return new ModelInput(input, feeds, computation);
  }

  private static Input.Quantity quantity(
      StrictObject object, String name, String display, Presence presence) throws ModelException {
    Optional<Input.Molar> molar = Optional.empty();
    if (object.has("molar")) {
      StrictObject factor = object.object("molar");
      molar = Optional.of(new Input.Molar(factor.text("ucum"), factor.number("divisor")));
      factor.end();
    }
    Optional<Input.ComputedBy> computedBy = Optional.empty();
    if (object.has("computedBy")) {
      StrictObject by = object.object("computedBy");
      computedBy = Optional.of(new Input.ComputedBy(by.text("model"), by.texts("inputs")));
    }
    return new Input.Quantity(
        name,
        display,
        presence,
        object.texts("loinc"),
        object.text("ucum"),
        molar,
        period(object, "lookBack"),
        object.range("accepted"),
        object.range("valid"),
        computedBy);
  }

  private static ModelInput.Computation computation(StrictObject by) throws ModelException {
    ModelId model =
        ModelId.parse(by.text("model")).orElseThrow(() -> by.wrong("/model", "a model id"));
    String output = by.text("output");
    List<String> unused = by.texts("inputs");
    if (unused.isEmpty()) {
      throw by.wrong("/inputs", "at least one input");
    }
    by.end();
    return new ModelInput.Computation(model, output);
  }

  private static List<Code> codes(StrictObject parent, String field) throws ModelException {
    List<Code> codes = new ArrayList<>();
    for (StrictObject group : parent.objects(field)) {
      String system = group.text("system");
      Code.Match match = group.constant("match", Code.Match.class);
      for (String code : group.texts("codes")) {
        codes.add(new Code(system, code, match));
      }
      group.end();
    }
    if (codes.isEmpty()) {
      throw parent.wrong("/" + field, "at least one code");
    }
    return codes;
  }

  private static Period period(StrictObject object, String field) throws ModelException {
    try {
      return Period.parse(object.text(field));
    } catch (DateTimeParseException _) {
      throw object.wrong("/" + field, "an ISO 8601 period such as P365D");
    }
  }

  private static List<Exclusion> exclusions(List<StrictObject> objects) throws ModelException {
    List<Exclusion> exclusions = new ArrayList<>();
    for (StrictObject object : objects) {
      exclusions.add(
          new Exclusion(object.text("name"), codes(object, "codes"), object.text("reason")));
      object.end();
    }
    return exclusions;
  }

  private List<GoldenCase> goldenCases(
      List<StrictObject> objects, List<ModelInput> inputs, List<ModelOutput> outputs)
      throws ModelException {
    Set<String> inputNames = new HashSet<>();
    inputs.forEach(input -> inputNames.add(input.name()));
    Set<String> outputNames = new HashSet<>();
    outputs.forEach(output -> outputNames.add(output.name()));
    List<GoldenCase> cases = new ArrayList<>();
    for (StrictObject object : objects) {
      Map<String, Double> values = new LinkedHashMap<>();
      for (Map.Entry<String, OptionalDouble> value : object.object("inputs").numbers().entrySet()) {
        value.getValue().ifPresent(number -> values.put(value.getKey(), number));
      }
      Map<String, OptionalDouble> expected = object.object("outputs").numbers();
      if (!inputNames.containsAll(values.keySet()) || !outputNames.containsAll(expected.keySet())) {
        throw new ModelException(file + "/goldenCases", "names of inputs and outputs", "others");
      }
      cases.add(
          new GoldenCase(
              object.text("name"),
              object.text("source"),
              object.number("tolerance"),
              values,
              expected));
      object.end();
    }
    if (cases.isEmpty()) {
      throw new ModelException(file + "/goldenCases", "at least one case", "none");
    }
    return cases;
  }
}
