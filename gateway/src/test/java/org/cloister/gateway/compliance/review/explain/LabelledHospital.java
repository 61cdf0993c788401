package org.cloister.gateway.compliance.review.explain;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.cloister.gateway.compliance.review.explain.CareRelation.Kind;
import org.cloister.gateway.compliance.review.explain.StaffFacts.Duty;
import org.cloister.gateway.compliance.review.explain.StaffFacts.Home;
import org.cloister.gateway.compliance.review.explain.StaffFacts.Shift;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The labelled hospital of the shared data (`data/audit/snooping`, CC0).
final class LabelledHospital {
  private static final JsonMapper JSON = new JsonMapper();

  private LabelledHospital() {}

  /// @param spelling applied to every name and identifier: a judge must not know any by heart
  /// @param shiftDays moves everything in time
  static Hospital read(UnaryOperator<String> spelling, int shiftDays) throws IOException {
    Path folder =
        Path.of(System.getProperty("cloister.shared", "absent"), "data", "audit", "snooping");
    assumeThat(folder).as("skipped: no shared data").isDirectory();
    Hospital hospital = new Hospital();
    for (JsonNode row : rows(folder.resolve("users.jsonl.txt"))) {
      hospital.staff.put(
          term(spelling, row.get("id")),
          new StaffFacts(
              Optional.of(row.get("dept").asString()),
              Duty.CARE,
              row.get("shift").asString().equals("day") ? Shift.DAY : Shift.ANY,
              day(row.get("active_until"), shiftDays),
              home(spelling, row),
              row.get("patient_id").isNull()
                  ? Optional.empty()
                  : Optional.of(term(spelling, row.get("patient_id")))));
    }
    for (JsonNode row : rows(folder.resolve("patients.jsonl.txt"))) {
      hospital.patient(
          term(spelling, row.get("id")),
          new Hospital.Person(
              home(spelling, row),
              row.get("vip").asBoolean(),
              day(row.get("deceased"), shiftDays)));
    }
    for (JsonNode row : rows(folder.resolve("encounters.jsonl.txt"))) {
      Set<Term> staff = new HashSet<>();
      row.get("practitioners").forEach(user -> staff.add(term(spelling, user)));
      hospital.relation(
          term(spelling, row.get("patient")),
          new CareRelation(
              Kind.ENCOUNTER,
              Optional.of(row.get("dept").asString()),
              staff,
              midnight(row.get("start"), shiftDays),
              midnight(row.get("end"), shiftDays + 1)));
    }
    for (JsonNode row : rows(folder.resolve("accesses.jsonl.txt"))) {
      hospital.accesses.add(
          new Access(
              row.get("id").asString(),
              Instant.parse(row.get("ts").asString()).plusSeconds(shiftDays * 86_400L),
              term(spelling, row.get("user")),
              term(spelling, row.get("patient")),
              Access.Action.valueOf(row.get("action").asString().toUpperCase(Locale.ROOT)),
              row.get("breakGlass").asBoolean()
                  ? Optional.of(row.get("reason").asString())
                  : Optional.empty()));
    }
    JSON.readTree(Files.readString(folder.resolve("labels.json")))
        .get("labels")
        .properties()
        .forEach(label -> hospital.misuse.put(label.getKey(), label.getValue().asString()));
    return hospital;
  }

  private static List<JsonNode> rows(Path file) throws IOException {
    return Files.readAllLines(file).stream().map(JSON::readTree).toList();
  }

  private static Term term(UnaryOperator<String> spelling, JsonNode value) {
    return new Term(spelling.apply(value.asString()));
  }

  private static Home home(UnaryOperator<String> spelling, JsonNode row) {
    return new Home(
        Optional.of(term(spelling, row.get("family"))),
        Optional.of(term(spelling, row.get("address"))));
  }

  private static Optional<LocalDate> day(JsonNode value, int shiftDays) {
    return value.isNull()
        ? Optional.empty()
        : Optional.of(LocalDate.parse(value.asString()).plusDays(shiftDays));
  }

  private static Instant midnight(JsonNode value, int shiftDays) {
    return LocalDate.parse(value.asString())
        .plusDays(shiftDays)
        .atStartOfDay(ZoneOffset.UTC)
        .toInstant();
  }
}
