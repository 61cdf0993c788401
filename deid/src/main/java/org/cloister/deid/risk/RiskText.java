package org.cloister.deid.risk;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A [RiskReport], written down.
final class RiskText {
  private static final int[] FIRST_OF_BAND = {1, 2, 3, 5, 11, 21, 101};

  private RiskText() {}

  static String json(RiskReport report) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeNumberField("persons", report.persons());
      json.writeNumberField("classes", report.classes());
      json.writeNumberField("sampledOneIn", report.sampledOneIn());
      json.writeNumberField("smallestClass", report.smallestClass());
      json.writeNumberField("uniqueShare", report.uniqueShare());
      json.writeObjectFieldStart("prosecutorRisk");
      json.writeNumberField("highest", report.highestProsecutorRisk());
      json.writeNumberField("average", report.averageProsecutorRisk());
      json.writeEndObject();
      json.writeObjectFieldStart("journalistRisk");
      json.writeNumberField("population", report.population().persons());
      json.writeNumberField("highest", report.highestJournalistRisk());
      json.writeEndObject();
      json.writeNumberField("marketerRisk", report.marketerRisk());
      json.writeObjectFieldStart("emitted");
      for (Map.Entry<QuasiIdentifier, Long> trait : report.emitted().entrySet()) {
        json.writeNumberField(trait.getKey().wireName(), trait.getValue());
      }
      json.writeEndObject();
      json.writeObjectFieldStart("classesBySize");
      for (Map.Entry<Integer, Long> size : report.classesBySize().entrySet()) {
        json.writeNumberField(size.getKey().toString(), size.getValue());
      }
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("a StringWriter failed", e);
    }
    return text.toString();
  }

  static List<String> lines(RiskReport report) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%,d persons in %,d classes that look alike by %s"
            .formatted(report.persons(), report.classes(), traits(report)));
    if (report.sampledOneIn() > 1) {
      lines.add("a sample: one class in %,d was counted".formatted(report.sampledOneIn()));
    }
    lines.add(
        "smallest class %d, unique %s"
            .formatted(report.smallestClass(), percent(report.uniqueShare())));
    lines.add(
        "prosecutor risk: highest %s, average %s"
            .formatted(
                percent(report.highestProsecutorRisk()), percent(report.averageProsecutorRisk())));
    lines.add(
        "journalist risk: highest %s (%s)"
            .formatted(percent(report.highestJournalistRisk()), population(report.population())));
    lines.add("marketer risk: %s".formatted(percent(report.marketerRisk())));
    for (int i = 0; i < FIRST_OF_BAND.length; i++) {
      lines.add(band(report, i));
    }
    return List.copyOf(lines);
  }

  private static String band(RiskReport report, int i) {
    int from = FIRST_OF_BAND[i];
    boolean isLast = i == FIRST_OF_BAND.length - 1;
    int to = isLast ? Integer.MAX_VALUE : FIRST_OF_BAND[i + 1] - 1;
    String sizes = isLast ? from + " and more" : from == to ? "" + from : from + " to " + to;
    return "  in classes of %s: %s of persons".formatted(sizes, percent(report.shareIn(from, to)));
  }

  private static String traits(RiskReport report) {
    return report.emitted().isEmpty()
        ? "nothing"
        : String.join(
            ", ", report.emitted().keySet().stream().map(QuasiIdentifier::wireName).toList());
  }

  private static String population(Population population) {
    return population.persons() == 0
        ? "population unknown, the batch stands for it"
        : "population of %,d".formatted(population.persons());
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", share * 100);
  }
}
