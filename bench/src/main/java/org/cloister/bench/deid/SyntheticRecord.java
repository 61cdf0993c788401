package org.cloister.bench.deid;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/// The record of a patient who does not exist, as an EHR exports it: a transaction, indented, in
/// which everything refers to the patient and an encounter. The same seed gives the same bytes.
final class SyntheticRecord {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectWriter INDENTED = JSON.writerWithDefaultPrettyPrinter();
  private static final int ENCOUNTERS = 20;
  private static final int OBSERVATIONS = 140;
  private static final int REPORTS = 44;
  private static final int PROCEDURES = 37;
  private static final int CLAIMS = 44;
  private static final int ITEMS = 14;

  private final Random random;
  private final List<String> notes;
  private final List<String> entries = new ArrayList<>();
  private final List<String> encounters = new ArrayList<>();
  private final String patient;

  private SyntheticRecord(long seed) {
    this.random = new Random(seed);
    this.notes = SyntheticNotes.of(seed, 50).stream().map(LabelledNote::text).toList();
    this.patient = uuid();
  }

  /// 286 entries, about a megabyte: vital signs, notes in base64, and claims of many items.
  static byte[] large(long seed) {
    SyntheticRecord record = new SyntheticRecord(seed);
    record.addPatient();
    for (int i = 0; i < ENCOUNTERS; i++) {
      record.addEncounter();
    }
    for (int i = 0; i < OBSERVATIONS; i++) {
      record.addObservation();
    }
    for (int i = 0; i < REPORTS; i++) {
      record.addReport();
    }
    for (int i = 0; i < PROCEDURES; i++) {
      record.addProcedure();
    }
    for (int i = 0; i < CLAIMS; i++) {
      record.addClaim(ITEMS);
    }
    return record.bundle();
  }

  /// A patient, an encounter and an observation.
  static byte[] small(long seed) {
    SyntheticRecord record = new SyntheticRecord(seed);
    record.addPatient();
    record.addEncounter();
    record.addObservation();
    return record.bundle();
  }

  /// Resources without a Bundle, each on one line, of one patient.
  static List<String> lines(long seed) {
    SyntheticRecord record = new SyntheticRecord(seed);
    record.addPatient();
    for (int i = 0; i < 4; i++) {
      record.addEncounter();
      record.addReport();
      record.addProcedure();
      record.addClaim(2);
      for (int j = 0; j < 8; j++) {
        record.addObservation();
      }
    }
    return record.entries.stream().map(SyntheticRecord::resourceOf).toList();
  }

  private static String resourceOf(String entry) {
    try {
      return JSON.readTree(entry).path("resource").toString();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the templates are JSON", e);
    }
  }

  private byte[] bundle() {
    String json =
        "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":["
            + String.join(",", entries)
            + "]}";
    try {
      return INDENTED.writeValueAsString(JSON.readTree(json)).getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the templates are JSON", e);
    }
  }

  private void add(String type, String id, String members) {
    entries.add(
        """
        {"fullUrl":"urn:uuid:%s","resource":{"resourceType":"%s","id":"%s",%s},\
        "request":{"method":"POST","url":"%s"}}\
        """
            .formatted(id, type, id, members, type));
  }

  private void addPatient() {
    add(
        "Patient",
        patient,
        RecordTemplates.PATIENT.formatted(number(9), number(9), number(4), number(5)));
  }

  private void addEncounter() {
    String id = uuid();
    encounters.add(id);
    String at = dateTime();
    add("Encounter", id, RecordTemplates.ENCOUNTER.formatted(uuid(), patient, at, at, number(10)));
  }

  private void addObservation() {
    add(
        "Observation",
        uuid(),
        RecordTemplates.OBSERVATION.formatted(
            patient, encounter(), dateTime(), dateTime(), 40 + random.nextInt(120)));
  }

  private void addReport() {
    String note = notes.get(random.nextInt(notes.size()));
    String base64 = Base64.getEncoder().encodeToString(note.getBytes(StandardCharsets.UTF_8));
    add(
        "DiagnosticReport",
        uuid(),
        RecordTemplates.REPORT.formatted(patient, encounter(), dateTime(), dateTime(), base64));
  }

  private void addProcedure() {
    add(
        "Procedure",
        uuid(),
        RecordTemplates.PROCEDURE.formatted(patient, encounter(), dateTime(), dateTime()));
  }

  private void addClaim(int items) {
    List<String> all = new ArrayList<>();
    for (int i = 1; i <= items; i++) {
      all.add(RecordTemplates.ITEM.formatted(i, random.nextInt(100_000) / 100.0, encounter()));
    }
    add(
        "Claim",
        uuid(),
        RecordTemplates.CLAIM.formatted(
            number(10), patient, dateTime(), dateTime(), dateTime(), String.join(",", all)));
  }

  private String encounter() {
    return encounters.get(random.nextInt(encounters.size()));
  }

  private String uuid() {
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }

  private String dateTime() {
    return "%d-%02d-%02dT%02d:%02d:01+00:00"
        .formatted(
            2012 + random.nextInt(12),
            1 + random.nextInt(12),
            1 + random.nextInt(28),
            random.nextInt(24),
            random.nextInt(60));
  }

  private String number(int digits) {
    StringBuilder number = new StringBuilder();
    number.append(1 + random.nextInt(9));
    while (number.length() < digits) {
      number.append(random.nextInt(10));
    }
    return number.toString();
  }
}
