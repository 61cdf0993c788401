package org.cloister.deid;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cloister.deid.BundleReading.Prescribed;
import org.cloister.deid.Chart.Coding;
import org.cloister.deid.Chart.Course;
import org.cloister.deid.Chart.Interval;
import org.cloister.deid.Chart.Measurement;
import org.cloister.deid.Chart.MedicationEntry;
import org.cloister.deid.Chart.ProblemEntry;
import org.cloister.deid.Chart.Reading;
import org.cloister.deid.Chart.Taking;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.ListResource;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.MedicationRequest.MedicationRequestIntent;
import org.hl7.fhir.r4.model.MedicationRequest.MedicationRequestStatus;
import org.hl7.fhir.r4.model.MedicationStatement;
import org.hl7.fhir.r4.model.MedicationStatement.MedicationStatementStatus;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationComponentComponent;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Type;

/// Copies what may be read from HAPI's objects into a [Chart]. Good for one Bundle and one thread.
final class ChartReading {
  private static final Set<String> PAST = Set.of("inactive", "remission", "resolved");

  private final Source patientSource;
  private final Patient patient;
  private final Map<String, List<Measurement>> measurements = new HashMap<>();
  private final List<ProblemEntry> problems = new ArrayList<>();
  private final List<MedicationEntry> medications = new ArrayList<>();
  private final List<Source> emptyProblemLists = new ArrayList<>();
  private final List<Source> emptyMedicationLists = new ArrayList<>();

  ChartReading(Source patientSource, Patient patient) {
    this.patientSource = patientSource;
    this.patient = patient;
  }

  Chart chart() {
    return new Chart(
        PersonReading.read(patientSource, patient),
        measurements,
        problems,
        medications,
        emptyProblemLists,
        emptyMedicationLists);
  }

  /// Final, amended and corrected results only. An Observation with a `focus` is about someone or
  /// something else than its subject (R4 observation.html, Observation.focus): a fetus, a donor.
  void observation(Source source, Observation observation) {
    switch (observation.getStatus()) {
      case FINAL, AMENDED, CORRECTED -> {}
      case null, default -> {
        return;
      }
    }
    Optional<Moment> effective = effective(observation.getEffective());
    if (effective.isEmpty() || observation.hasFocus()) {
      return;
    }
    long issued = observation.hasIssued() ? observation.getIssued().toInstant().toEpochMilli() : 0;
    if (!observation.hasDataAbsentReason()) {
      add(source, observation.getCode(), effective.get(), issued, reading(observation.getValue()));
    }
    for (ObservationComponentComponent component : observation.getComponent()) {
      if (!component.hasDataAbsentReason()) {
        add(source, component.getCode(), effective.get(), issued, reading(component.getValue()));
      }
    }
  }

  private void add(
      Source source,
      CodeableConcept code,
      Moment effective,
      long issued,
      Optional<Reading> reading) {
    if (reading.isEmpty()) {
      return;
    }
    Measurement measurement = new Measurement(source, effective, issued, reading.get());
    for (org.hl7.fhir.r4.model.Coding coding : code.getCoding()) {
      if (Systems.LOINC.equals(coding.getSystem()) && coding.hasCode()) {
        measurements.computeIfAbsent(coding.getCode(), _ -> new ArrayList<>(4)).add(measurement);
      }
    }
  }

  /// The end of a period: the value stands for all of it and is known only then.
  private static Optional<Moment> effective(Type effective) {
    return switch (effective) {
      case DateTimeType time -> Moment.of(time);
      case InstantType instant -> Moment.of(instant);
      case Period period ->
          Moment.of(period.hasEnd() ? period.getEndElement() : period.getStartElement());
      case null, default -> Optional.empty();
    };
  }

  private static Optional<Reading> reading(Type value) {
    return switch (value) {
      case Quantity quantity -> amount(quantity);
      case IntegerType number when number.hasValue() ->
          Optional.of(new Chart.Amount(BigDecimal.valueOf(number.getValue()), ""));
      case CodeableConcept concept -> Optional.of(new Chart.Answer(codings(concept)));
      case null, default -> Optional.empty();
    };
  }

  private static Optional<Reading> amount(Quantity quantity) {
    if (!quantity.hasValue()) {
      return Optional.empty();
    }
    if (quantity.hasComparator()) {
      return Optional.of(new Chart.Bound());
    }
    if (quantity.hasSystem() && !Systems.UCUM.equals(quantity.getSystem())) {
      return Optional.of(new Chart.ForeignUnit());
    }
    String code = quantity.hasCode() ? quantity.getCode() : "";
    String text = quantity.hasUnit() ? quantity.getUnit() : "";
    boolean codeFirst = quantity.hasSystem() ? !code.isEmpty() : text.isEmpty();
    return Optional.of(new Chart.Amount(quantity.getValue(), codeFirst ? code : text));
  }

  void condition(Source source, Condition condition) {
    String verification = code(condition.getVerificationStatus());
    if (verification.equals("entered-in-error")) {
      return;
    }
    boolean past = PAST.contains(code(condition.getClinicalStatus())) || condition.hasAbatement();
    Course course =
        verification.equals("refuted") ? Course.REFUTED : past ? Course.PAST : Course.ACTIVE;
    problems.add(new ProblemEntry(source, codings(condition.getCode()), course, onset(condition)));
  }

  private static Optional<Moment> onset(Condition condition) {
    return switch (condition.getOnset()) {
      case DateTimeType time -> Moment.of(time);
      case Period period -> Moment.of(period.getStartElement());
      case null, default -> Optional.empty();
    };
  }

  void statement(Source source, MedicationStatement statement, Optional<Prescribed> medication) {
    if (statement.getStatus() == MedicationStatementStatus.ENTEREDINERROR) {
      return;
    }
    Taking taking =
        statement.getStatus() == MedicationStatementStatus.ACTIVE ? Taking.ACTIVE : Taking.NOT_NOW;
    medication(source, statement.getMedication(), medication, taking, interval(statement));
  }

  private static Interval interval(MedicationStatement statement) {
    return switch (statement.getEffective()) {
      case DateTimeType start -> new Interval(Moment.of(start), Optional.empty());
      case Period period -> interval(period);
      case null, default -> Interval.ALWAYS;
    };
  }

  static Interval interval(Period period) {
    return new Interval(Moment.of(period.getStartElement()), Moment.of(period.getEndElement()));
  }

  /// A proposal or a plan is no medication yet; `doNotPerform` forbids one.
  void request(Source source, MedicationRequest request, Optional<Prescribed> medication) {
    if (request.getStatus() == MedicationRequestStatus.ENTEREDINERROR) {
      return;
    }
    MedicationRequestIntent intent = request.getIntent();
    boolean active =
        request.getStatus() == MedicationRequestStatus.ACTIVE
            && !request.getDoNotPerform()
            && intent != MedicationRequestIntent.PROPOSAL
            && intent != MedicationRequestIntent.PLAN
            && intent != MedicationRequestIntent.OPTION;
    Interval period = new Interval(Moment.of(request.getAuthoredOnElement()), Optional.empty());
    medication(
        source,
        request.getMedication(),
        medication,
        active ? Taking.ACTIVE : Taking.NOT_NOW,
        period);
  }

  private void medication(
      Source source, Type stated, Optional<Prescribed> referred, Taking taking, Interval period) {
    List<Coding> codings =
        stated instanceof CodeableConcept concept
            ? medicationCodings(concept)
            : referred.map(it -> medicationCodings(it.medication().getCode())).orElse(List.of());
    List<Source> sources = referred.map(it -> List.of(source, it.source())).orElse(List.of(source));
    medications.add(new MedicationEntry(sources, codings, taking, period));
  }

  /// R4 list-empty-reason `nilknown`: someone has looked and there is nothing. Other reasons say
  /// that nobody knows.
  void list(Source source, ListResource list) {
    boolean saysNone =
        list.getStatus() == ListResource.ListStatus.CURRENT
            && list.getEmptyReason().getCoding().stream()
                .anyMatch(it ->
                    Systems.LIST_EMPTY_REASON.equals(it.getSystem())
                        && "nilknown".equals(it.getCode()));
    if (!saysNone || list.hasEntry()) {
      return;
    }
    for (Coding coding : codings(list.getCode())) {
      if (Systems.PROBLEM_LISTS.contains(coding)) {
        emptyProblemLists.add(source);
      } else if (Systems.MEDICATION_LISTS.contains(coding)) {
        emptyMedicationLists.add(source);
      }
    }
  }

  /// Code of the first coding; these elements are bound to one small system.
  private static String code(CodeableConcept concept) {
    for (org.hl7.fhir.r4.model.Coding coding : concept.getCoding()) {
      if (coding.hasCode()) {
        return coding.getCode();
      }
    }
    return "";
  }

  /// With what the names of RxNorm products say about their ingredients.
  private static List<Coding> medicationCodings(CodeableConcept concept) {
    List<Coding> codings = new ArrayList<>(codings(concept));
    codings.addAll(RxNormName.codings(concept.getCoding()));
    return List.copyOf(codings);
  }

  static List<Coding> codings(CodeableConcept concept) {
    List<Coding> codings = new ArrayList<>(concept.getCoding().size());
    for (org.hl7.fhir.r4.model.Coding coding : concept.getCoding()) {
      if (coding.hasSystem() && coding.hasCode()) {
        codings.add(new Coding(coding.getSystem(), coding.getCode()));
      }
    }
    return List.copyOf(codings);
  }
}
