package org.cloister.deid;

import java.time.Period;
import java.util.List;
import java.util.Optional;

/// One entry of a model's input list. The list is the safelist: what no entry asks for is dropped
/// before a model sees anything.
public sealed interface Input {
  /// Feature name, as the model's graph and manifest spell it.
  String name();

  /// What a clinician calls it, capitalised, free of codes: `Creatinine`. It opens the sentence
  /// that says what is wrong with the input.
  String display();

  /// Whether the model answers without it.
  Presence presence();

  enum Presence {
    MANDATORY,
    OPTIONAL
  }

  /// A closed interval of values in the input's unit.
  record Range(double low, double high) {
    public Range {
      if (!(low <= high)) {
        throw new IllegalArgumentException("range is empty");
      }
    }

    public boolean contains(double value) {
      return low <= value && value <= high;
    }
  }

  /// A code in a terminology; `descendants` means that codes that begin with this one match too
  /// (ICD-10 and ATC are hierarchies by prefix).
  record Code(String system, String code, Match match) {
    public enum Match {
      EXACT,
      PREFIX
    }

    public boolean matches(String otherSystem, String otherCode) {
      return system.equals(otherSystem)
          && switch (match) {
            case EXACT -> code.equals(otherCode);
            case PREFIX -> otherCode.startsWith(code);
          };
    }
  }

  /// Substance-dependent conversion that UCUM cannot know, such as umol/L of creatinine to mg/dL:
  /// `canonical = value [in ucum] / divisor`.
  record Molar(String ucum, double divisor) {}

  /// Completed years at the index time; 90 means 90 or older.
  record Age(String name, Presence presence, Range valid) implements Input {
    @Override
    public String display() {
      return "Age";
    }
  }

  /// Sex for clinical use: 1.0 female, 0.0 male.
  record Sex(String name, Presence presence) implements Input {
    @Override
    public String display() {
      return "Sex for clinical use";
    }
  }

  /// A numeric Observation, or a component of a panel: the newest within the look-back with status
  /// final, amended or corrected, in a unit that converts. Of several of the same time, the code
  /// that stands first in `loinc`.
  ///
  /// @param loinc preferred code first
  /// @param ucum the model's unit
  /// @param accepted outside of it: an error of unit or plausibility
  /// @param valid outside of it: the publication does not cover the value
  /// @param computedBy name of the model that can supply the value from this safelist's other
  ///   inputs when no Observation carries it; such an input is never reported missing while the
  ///   inputs of that model are there
  record Quantity(
      String name,
      String display,
      Presence presence,
      List<String> loinc,
      String ucum,
      Optional<Molar> molar,
      Period lookBack,
      Range accepted,
      Range valid,
      Optional<ComputedBy> computedBy)
      implements Input {
    public Quantity {
      loinc = List.copyOf(loinc);
    }
  }

  /// A model whose output stands in for an absent measurement, and the inputs that it needs.
  record ComputedBy(String model, List<String> inputs) {
    public ComputedBy {
      inputs = List.copyOf(inputs);
    }
  }

  /// Whether the problem list holds one of the codes: 1.0 or 0.0.
  ///
  /// A Condition says yes while it is active (`clinicalStatus` active, recurrence, relapse or
  /// absent; no abatement; onset not after the index time) and neither refuted nor entered in
  /// error. No is said only by a list: at least one Condition, or a current List with `emptyReason`
  /// nilknown; none of them withheld; every active one with a coding in a system of `codes`. All
  /// else is missing.
  record Problem(String name, String display, Presence presence, List<Code> codes)
      implements Input {
    public Problem {
      codes = List.copyOf(codes);
    }
  }

  /// Whether an active medication has one of the codes: 1.0 or 0.0.
  ///
  /// An active MedicationStatement, or active MedicationRequest that is an order, says yes. No is
  /// said only by a list: at least one of either, or a current List with `emptyReason` nilknown;
  /// none of them withheld; every active one with a coding in a system of `codes`, and where some
  /// codes are prefixes, in a system of those: an RxNorm product code cannot rule an ingredient
  /// out, an ATC code can. An entry whose RxNorm names spell out their ingredients rules out too,
  /// if every ingredient is among `unrelated`. All else is missing.
  ///
  /// @param unrelated ingredients that are surely none of these, in the system of ingredient names;
  ///   may be empty
  record Medication(
      String name, String display, Presence presence, List<Code> codes, List<Code> unrelated)
      implements Input {
    public Medication {
      codes = List.copyOf(codes);
      unrelated = List.copyOf(unrelated);
    }
  }

  /// A coded Observation read as yes or no, such as smoking status (LOINC 72166-2). The newest
  /// within the look-back decides; one that says neither is missing.
  record Finding(
      String name,
      String display,
      Presence presence,
      List<String> loinc,
      Period lookBack,
      List<Code> yes,
      List<Code> no)
      implements Input {
    public Finding {
      loinc = List.copyOf(loinc);
      yes = List.copyOf(yes);
      no = List.copyOf(no);
    }
  }
}
