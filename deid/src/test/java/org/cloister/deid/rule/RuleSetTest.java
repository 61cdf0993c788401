package org.cloister.deid.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Objects;
import java.util.Set;
import org.cloister.deid.r4.R4;
import org.cloister.deid.rule.ObjectPlan.ElementPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuleSetTest {
  private static final R4 STANDARD = R4.load();

  private static RuleSet parse(String yaml) throws RuleException {
    return RuleSet.parse("local.yaml", yaml, STANDARD);
  }

  private static RuleException refused(String yaml) {
    RuleException refused = catchThrowableOfType(RuleException.class, () -> parse(yaml));
    assertThat(refused).isNotNull();
    assertThat(refused.file()).isEqualTo("local.yaml");
    return refused;
  }

  private static ElementPlan at(RuleSet rules, String type, String... properties) {
    ObjectPlan plan = rules.plan(type).orElseThrow();
    ElementPlan found = null;
    for (String property : properties) {
      if (found instanceof ElementPlan.Descend descend) {
        plan = descend.plan();
      }
      found =
          plan.elements().stream()
              .filter(e -> e.element().property().equals(property))
              .findFirst()
              .orElseThrow();
    }
    return Objects.requireNonNull(found);
  }

  private static Action action(RuleSet rules, String type, String... properties) {
    return ((ElementPlan.Whole) at(rules, type, properties)).action();
  }

  @Test
  void plan_dropsWhatNoRuleDecides() throws RuleException {
    RuleSet rules = parse("rules:\n  Patient.gender: keep-listed\n");
    assertThat(action(rules, "Patient", "birthDate")).isEqualTo(new Action.Drop());
    assertThat(action(rules, "Patient", "gender"))
        .isEqualTo(new Action.KeepListed(Set.of("male", "female", "other", "unknown")));
    assertThat(rules.undecided()).contains("Patient.birthDate");
  }

  @Test
  void plan_isAbsentForATypeThatIsNotAccepted() throws RuleException {
    RuleSet rules = parse("resources: [Patient]\nrules:\n  boolean: keep\n");
    assertThat(rules.plan("Patient")).isPresent();
    assertThat(rules.plan("Observation")).isEmpty();
  }

  @Test
  void plan_prefersTheRuleThatBeginsFurtherOut() throws RuleException {
    RuleSet rules =
        parse("rules:\n  HumanName: drop\n  string: keep\n  Patient.contact.name.family: keep\n");
    assertThat(action(rules, "Patient", "contact", "name", "family")).isEqualTo(new Action.Keep());
    assertThat(action(rules, "Patient", "contact", "name", "text")).isEqualTo(new Action.Drop());
    assertThat(action(rules, "Patient", "name")).isEqualTo(new Action.Drop());
  }

  @Test
  void plan_choosesByWhatTheObjectHolds() throws RuleException {
    RuleSet rules =
        parse(
            """
            rules:
              Identifier.value: drop
              Patient.identifier.where(system = 'http://hl7.org/fhir/sid/us-npi').value: keep
            """);
    ElementPlan.Choose choice = (ElementPlan.Choose) at(rules, "Patient", "identifier");
    assertThat(choice.cases()).hasSize(1);
    assertThat(choice.cases().getFirst().values())
        .containsExactly("http://hl7.org/fhir/sid/us-npi");
  }

  @Test
  void extends_replacesARuleOfThePreset() throws RuleException {
    RuleSet rules = parse("extends: safe-harbor-strict\nrules:\n  Address.state: drop\n");
    assertThat(action(rules, "Patient", "address", "state")).isEqualTo(new Action.Drop());
    assertThat(action(rules, "Patient", "address", "country")).isEqualTo(new Action.Keep());
    assertThat(rules.asksForRandomCodes()).isTrue();
  }

  @Test
  void hash_tellsRulesApartAndNotLayouts() throws RuleException {
    RuleSet rules = parse("rules:\n  boolean: keep\n  integer: drop\n");
    assertThat(parse("# remark\nrules:\n  integer: drop\n\n  boolean: keep\n").hash())
        .isEqualTo(rules.hash())
        .hasSize(64);
    assertThat(parse("rules:\n  boolean: keep\n  integer: keep\n").hash())
        .isNotEqualTo(rules.hash());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Patient.birthdate: drop | did you mean birthDate?",
        "Patiant.birthDate: drop | did you mean Patient?",
        "HealthcareService.notAvaliable.description: drop | did you mean notAvailable?",
        "Patient.birthDate: droop | did you mean drop?",
        "Patient.birthDate: generalise to month | generalise goes to year",
        "Patient.birthDate: generalise to yaer | did you mean year?",
        "HumanName.family: date-shift | does not fit HumanName.family, a string",
        "Patient.birthDate: encrypt | does not fit Patient.birthDate, a date",
        "Observation.value.ofType(integer): encrypt | does not fit",
        "Patient.gender: encrypt | does not fit Patient.gender, a code",
        "Resource.id: encrypt | does not fit Resource.id, an id",
        "Reference.reference: encrypt | does not fit Reference.reference",
        "Bundle.entry.fullUrl: encrypt | does not fit Bundle.entry.fullUrl",
        "Patient.name: encrypt | is an object (HumanName)",
        "Patient.deceasedDateTime: drop | is written deceased.ofType(dateTime)",
        "Patient.deceased.ofType(Period): drop | is never of type Period",
        "Patient.name: keep | is an object (HumanName)",
        "Patient.name.first(): keep | the function first() is not one",
        "Patient.name.where(use): drop | is neither where(element = 'value')",
        "Patient.name.where(given = 'x').text: drop | has no single text of that name",
        "Patient.modifierExtension: keep | is refused, whatever rules say",
        "Bundle.entry.resource.id: drop | begin a rule at its type",
        "Coding.system: keep-listed %code-system | did you mean",
        "Coding.code: keep-listed | without a closed list",
        "integer: perturb by 200% | by how much",
        "Patient: drop | name an element",
        "Patient.contact.name..family: drop | a name is missing",
      })
  void parse_refusesARuleWithItsLine(String rule, String reason) {
    RuleException refused = refused("rules:\n  boolean: keep\n  " + rule + "\n");
    assertThat(refused).hasMessageContaining(reason);
    assertThat(refused.line()).isEqualTo(3);
    assertThat(refused.getMessage()).startsWith("local.yaml:3: ");
  }

  @Test
  void parse_refusesARuleThatAnotherLeavesNothing() {
    RuleException refused =
        refused(
            """
            resources: [Patient]
            rules:
              Patient.maritalStatus: drop
              Patient.contact: drop
              Patient.communication: drop
              Identifier: drop
              Extension: drop
              CodeableConcept: drop
            """);
    assertThat(refused)
        .hasMessageContaining("CodeableConcept: this rule never applies")
        .hasMessageContaining("decides before it");
    assertThat(refused.line()).isEqualTo(8);
  }

  @Test
  void parse_refusesARuleForATypeThatIsNotAccepted() {
    RuleException refused =
        refused("resources: [Patient]\nrules:\n  Observation.status: keep-listed\n");
    assertThat(refused).hasMessageContaining("no accepted resource type has such a value");
    assertThat(refused.line()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rules:\\n  boolean: keep\\n  boolean: drop | 3 | boolean stands on line 2 already",
        "rulez:\\n  boolean: keep | 1 | did you mean rules?",
        "resources: [Patient, Obsevation]\\nrules:\\n"
            + "  boolean: keep | 1 | did you mean Observation?",
        "extends: safe-harbour-strict | 1 | did you mean safe-harbor-strict?",
        "codes: hashed | 1 | codes are random or keyed",
        "rules:\\n  boolean: !!javax.script.ScriptEngineManager keep | 2 | not YAML",
        "rules: &a\\n  boolean: keep | 1 | tags, anchors",
        "rules:\\n  boolean: [keep | 2 | not YAML",
        "rules: [a, b] | 1 | lines of 'name: value'",
        "'' | 1 | the file is empty",
        "rules:\\n  boolean: !keep keep | 2 | tags, anchors",
      })
  void parse_refusesAFileWithItsLine(String yaml, int line, String reason) {
    RuleException refused = refused(yaml.replace("\\n", "\n"));
    assertThat(refused).hasMessageContaining(reason);
    assertThat(refused.reason()).doesNotContain("local.yaml:");
    assertThat(refused.line()).isBetween(line, line + 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"safe-harbor-strict.yaml", "limited-data-set.yml", "foundation"})
  void parse_refusesAFileThatIsNamedLikeAPreset(String name) {
    assertThatThrownBy(() -> RuleSet.parse(name, "rules:\n  boolean: keep\n", STANDARD))
        .isInstanceOf(RuleException.class)
        .hasMessageContaining("is the name of a preset: give rules of your own another");
  }

  @Test
  void parse_refusesAliasesThatMultiply() {
    assertThat(refused("lists:\n  a: &a [x, x]\n  b: &b [*a, *a]\nrules:\n  boolean: keep\n"))
        .hasMessageContaining("aliases");
  }

  @Test
  void besidePrimitives_dropsIdsAndKeepsWhyAValueIsAbsent() {
    ObjectPlan plan = RuleSet.preset(Preset.SAFE_HARBOR_STRICT, STANDARD).besidePrimitives();
    assertThat(plan.elements())
        .filteredOn(e -> e.element().property().equals("extension"))
        .singleElement()
        .isInstanceOf(ElementPlan.Choose.class);
  }
}
