package org.cloister.deid.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.Map;
import org.cloister.deid.r4.R4;
import org.cloister.deid.rule.ObjectPlan.ElementPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PresetTest {
  private static final R4 STANDARD = R4.load();
  private static final Map<Preset, RuleSet> PRESETS = new EnumMap<>(Preset.class);

  private static RuleSet rules(Preset preset) {
    return PRESETS.computeIfAbsent(preset, p -> RuleSet.preset(p, STANDARD));
  }

  /// What becomes of `family` in the plan for a Patient's `name`, and so on down.
  private static ElementPlan at(Preset preset, String type, String... properties) {
    ObjectPlan plan = rules(preset).plan(type).orElseThrow();
    for (int i = 0; i < properties.length - 1; i++) {
      plan =
          switch (element(plan, properties[i])) {
            case ElementPlan.Descend descend -> descend.plan();
            case ElementPlan.Choose choose -> ((ElementPlan.Descend) choose.otherwise()).plan();
            case ElementPlan plain -> throw new AssertionError(plain);
          };
    }
    return element(plan, properties[properties.length - 1]);
  }

  private static ElementPlan element(ObjectPlan plan, String property) {
    return plan.elements().stream()
        .filter(e -> e.element().property().equals(property))
        .findFirst()
        .orElseThrow();
  }

  private static Action action(Preset preset, String type, String... properties) {
    return ((ElementPlan.Whole) at(preset, type, properties)).action();
  }

  @ParameterizedTest
  @EnumSource(Preset.class)
  void preset_decidesEveryValueOfEveryType(Preset preset) {
    assertThat(rules(preset).resourceTypes()).isEqualTo(STANDARD.resourceTypes()).hasSize(146);
    assertThat(rules(preset).undecided()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Preset.class)
  void preset_dropsWhatNamesAPerson(Preset preset) {
    assertThat(action(preset, "Patient", "name")).isEqualTo(new Action.Drop());
    assertThat(action(preset, "Patient", "telecom")).isEqualTo(new Action.Drop());
    assertThat(action(preset, "Patient", "photo")).isEqualTo(new Action.Drop());
    assertThat(action(preset, "Patient", "address", "line")).isEqualTo(new Action.Drop());
    assertThat(action(preset, "Patient", "contact", "name")).isEqualTo(new Action.Drop());
    assertThat(action(preset, "Practitioner", "name")).isEqualTo(new Action.Drop());
    assertThat(action(preset, "Organization", "name")).isEqualTo(new Action.Drop());
    assertThat(action(preset, "Encounter", "subject", "display")).isEqualTo(new Action.Drop());
    assertThat(action(preset, "Bundle", "link")).isEqualTo(new Action.Drop());
    assertThat(action(preset, "Device", "serialNumber")).isEqualTo(new Action.Drop());
    assertThat(action(preset, "AuditEvent", "agent", "altId")).isEqualTo(new Action.Drop());
  }

  @ParameterizedTest
  @EnumSource(Preset.class)
  void preset_givesCodesForIdsAndReferences(Preset preset) {
    assertThat(action(preset, "Observation", "id"))
        .isEqualTo(new Action.Pseudonymise(Action.Pseudonymise.Form.ID));
    assertThat(action(preset, "Observation", "subject", "reference"))
        .isEqualTo(new Action.Pseudonymise(Action.Pseudonymise.Form.REFERENCE));
    assertThat(action(preset, "Patient", "identifier", "value"))
        .isEqualTo(new Action.Pseudonymise(Action.Pseudonymise.Form.IDENTIFIER));
    assertThat(action(preset, "Bundle", "entry", "request", "ifNoneExist"))
        .isEqualTo(new Action.Pseudonymise(Action.Pseudonymise.Form.REQUEST));
    assertThat(action(preset, "Bundle", "entry", "fullUrl"))
        .isEqualTo(new Action.Pseudonymise(Action.Pseudonymise.Form.REFERENCE));
  }

  @ParameterizedTest
  @EnumSource(Preset.class)
  void preset_keepsCodesOfPublishedSystemsAlone(Preset preset) {
    ElementPlan.Choose coding = (ElementPlan.Choose) at(preset, "Observation", "code", "coding");
    assertThat(((ElementPlan.Whole) coding.otherwise()).action()).isEqualTo(new Action.Drop());
    assertThat(coding.cases())
        .singleElement()
        .satisfies(published -> {
          assertThat(published.property()).isEqualTo("system");
          assertThat(published.values())
              .contains(
                  "http://loinc.org",
                  "http://snomed.info/sct",
                  "http://hl7.org/fhir/sid/cvx",
                  "http://www.nlm.nih.gov/research/umls/rxnorm")
              .noneMatch(system -> system.contains("example.org"));
          ObjectPlan plan = ((ElementPlan.Descend) published.plan()).plan();
          assertThat(((ElementPlan.Whole) element(plan, "code")).action())
              .isEqualTo(new Action.Keep());
        });
  }

  @ParameterizedTest
  @EnumSource(Preset.class)
  void preset_dropsExtensionsThatItDoesNotKnow(Preset preset) {
    ElementPlan.Choose extension = (ElementPlan.Choose) at(preset, "Patient", "extension");
    assertThat(((ElementPlan.Whole) extension.otherwise()).action()).isEqualTo(new Action.Drop());
    ObjectPlan known = ((ElementPlan.Descend) extension.cases().getFirst().plan()).plan();
    assertThat(((ElementPlan.Whole) element(known, "valueString")).action())
        .isNotEqualTo(new Action.Keep());
  }

  @ParameterizedTest
  @EnumSource(Preset.class)
  void preset_masksWhatTheStandardRequires(Preset preset) {
    assertThat(action(preset, "Composition", "title")).isEqualTo(new Action.Mask());
    assertThat(action(preset, "QuestionnaireResponse", "item", "linkId"))
        .isEqualTo(new Action.Mask());
  }

  @Test
  void safeHarborStrict_leavesYearsAndNoText() {
    Preset preset = Preset.SAFE_HARBOR_STRICT;
    assertThat(action(preset, "Patient", "birthDate")).isEqualTo(new Action.BirthYear());
    assertThat(action(preset, "Observation", "effectiveDateTime"))
        .isEqualTo(new Action.BirthYear());
    assertThat(action(preset, "AuditEvent", "recorded")).isEqualTo(new Action.Mask());
    assertThat(action(preset, "Observation", "valueString")).isEqualTo(new Action.Drop());
    assertThat(action(preset, "Observation", "text")).isEqualTo(new Action.Drop());
    assertThat(action(preset, "Observation", "note")).isEqualTo(new Action.Drop());
    assertThat(action(preset, "Observation", "code", "text")).isEqualTo(new Action.Drop());
    assertThat(action(preset, "Patient", "address", "postalCode")).isEqualTo(new Action.Zip3());
    assertThat(action(preset, "Condition", "onsetAge", "value"))
        .isEqualTo(new Action.AggregateAge());
    assertThat(rules(preset).asksForRandomCodes()).isTrue();
    assertThat(rules(preset).labels())
        .containsExactlyInAnyOrder(Label.REDACTED, Label.ABSTRED, Label.PSEUDED);
  }

  @Test
  void safeHarborStrict_letsNoTextOfAnyKindPass() {
    assertThat(rules(Preset.SAFE_HARBOR_STRICT).table())
        .filteredOn(line ->
            line.matches("\\S+  (string|markdown|xhtml|base64Binary|url|canonical|oid)  .*"))
        .isNotEmpty()
        .allMatch(line ->
            line.contains("  drop  ")
                || line.contains("Address.state")
                || line.matches(
                    ".*\\.(state|country)  string  keep .*"
                        + "|.*  (pseudonymise|generalise to zip3|keep-listed %units)  .*"));
  }

  @Test
  void expertDetermination_shiftsDatesAndScrubsText() {
    Preset preset = Preset.EXPERT_DETERMINATION;
    assertThat(action(preset, "Observation", "effectiveDateTime"))
        .isEqualTo(new Action.ShiftDate());
    assertThat(action(preset, "Patient", "birthDate")).isEqualTo(new Action.BirthYear());
    assertThat(action(preset, "Observation", "note", "text"))
        .isEqualTo(new Action.ScrubText(Action.ScrubText.Form.MARKDOWN));
    assertThat(action(preset, "Observation", "text", "div"))
        .isEqualTo(new Action.ScrubText(Action.ScrubText.Form.XHTML));
    assertThat(rules(preset).asksForRandomCodes()).isFalse();
  }

  @Test
  void expertDetermination_scrubsAnswersAtAnyDepth() {
    assertThat(
            action(
                Preset.EXPERT_DETERMINATION,
                "QuestionnaireResponse",
                "item",
                "item",
                "item",
                "answer",
                "valueString"))
        .isEqualTo(new Action.ScrubText(Action.ScrubText.Form.PLAIN));
  }

  @Test
  void limitedDataSet_keepsDatesCitiesAndZipCodes() {
    Preset preset = Preset.LIMITED_DATA_SET;
    assertThat(action(preset, "Patient", "birthDate")).isEqualTo(new Action.Keep());
    assertThat(action(preset, "Patient", "address", "city")).isEqualTo(new Action.Keep());
    assertThat(action(preset, "Patient", "address", "postalCode")).isEqualTo(new Action.Keep());
    assertThat(rules(preset).labels()).containsExactlyInAnyOrder(Label.REDACTED, Label.PSEUDED);
  }

  @ParameterizedTest
  @EnumSource(Preset.class)
  void table_namesTheLineThatDecides(Preset preset) {
    assertThat(rules(preset).table())
        .anyMatch(line -> line.matches("Patient\\.name  HumanName  drop  foundation\\.yaml:\\d+"))
        .anyMatch(line -> line.matches("Patient\\.gender  code  keep-listed  foundation.yaml:\\d+"))
        .anyMatch(line -> line.matches("Patient\\.modifierExtension .* refuse the document .*"));
  }
}
