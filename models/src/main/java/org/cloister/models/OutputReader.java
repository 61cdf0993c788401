package org.cloister.models;

import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cloister.models.ModelOutput.Absence;
import org.cloister.models.ModelOutput.Band;

/// Reads the `outputs` of a manifest.
final class OutputReader {
  private final String file;
  private final List<String> inputs;

  OutputReader(String file, List<ModelInput> inputs) {
    this.file = file;
    this.inputs = inputs.stream().map(ModelInput::name).toList();
  }

  List<ModelOutput> outputs(List<StrictObject> objects) throws ModelException {
    List<ModelOutput> outputs = new ArrayList<>();
    for (StrictObject object : objects) {
      outputs.add(output(object));
      object.end();
    }
    if (outputs.isEmpty()) {
      throw new ModelException(file + "/outputs", "at least one output", "none");
    }
    return outputs;
  }

  private ModelOutput output(StrictObject object) throws ModelException {
    StrictObject code = object.object("code");
    Optional<Period> horizon =
        object.has("horizonYears")
            ? Optional.of(Period.ofYears(object.wholeNumber("horizonYears")))
            : Optional.empty();
    ModelOutput output =
        new ModelOutput(
            object.text("name"),
            object.text("display"),
            object.constant("kind", ModelOutput.Kind.class),
            code.text("system"),
            code.text("code"),
            object.text("ucum"),
            horizon,
            object.wholeNumber("displayDecimals"),
            bands(object),
            object.optionalText("bandSource"),
            absences(object.objects("absentWhen")));
    code.end();
    return output;
  }

  /// Bands have to follow one another from minus to plus infinity, so that every value has one.
  private static List<Band> bands(StrictObject output) throws ModelException {
    List<Band> bands = new ArrayList<>();
    double end = Double.NEGATIVE_INFINITY;
    for (StrictObject object : output.objects("bands")) {
      Band band =
          new Band(
              object.text("code"),
              object.text("display"),
              object.optionalNumber("from").orElse(Double.NEGATIVE_INFINITY),
              object.optionalNumber("below").orElse(Double.POSITIVE_INFINITY));
      object.end();
      if (band.from() != end || !(band.from() < band.below())) {
        throw object.wrong("", "a band that begins where the one before ends");
      }
      end = band.below();
      bands.add(band);
    }
    if (!bands.isEmpty() && end != Double.POSITIVE_INFINITY) {
      throw output.wrong("/bands", "a last band without upper end");
    }
    return bands;
  }

  private List<Absence> absences(List<StrictObject> objects) throws ModelException {
    List<Absence> absences = new ArrayList<>();
    for (StrictObject object : objects) {
      String input = object.text("input");
      String reason = object.text("reason");
      if (!inputs.contains(input)) {
        throw object.wrong("/input", "the name of an input");
      }
      if (object.has("from")) {
        absences.add(new Absence.WhenFrom(input, object.number("from"), reason));
      } else if (object.yes("missing")) {
        absences.add(new Absence.WhenMissing(input, reason));
      } else {
        throw object.wrong("/missing", "true");
      }
      object.end();
    }
    return absences;
  }
}
