package org.cloister.deid.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.cloister.deid.rule.Preset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/// Ages over 89, in whatever element they stand.
class AgesTest {
  private static final String UCUM = "'system':'http://unitsofmeasure.org'";
  private static final String AGE =
      "'code':{'coding':[{'system':'http://loinc.org','code':'30525-0'}]}";

  private static String released(Preset preset, String json) {
    return Engines.released(Engines.of(preset), json.replace('\'', '"'));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'resourceType':'Condition','onsetAge':{'value':93,'unit':'years',UCUM,'code':'a'}}",
        "{'resourceType':'Condition','onsetAge':{'value':93}}",
        "{'resourceType':'Condition','onsetAge':{'value':93,'unit':'Lebensjahre'}}",
        "{'resourceType':'Condition','abatementAge':{'value':1116.93,UCUM,'code':'mo'}}",
        "{'resourceType':'Condition','onsetRange':{'low':{'value':60,UCUM,'code':'a'},"
            + "'high':{'value':93,UCUM,'code':'a'}}}",
        "{'resourceType':'Condition','onsetRange':{'low':{'value':93,UCUM,'code':'a'},"
            + "'high':{'value':95,UCUM,'code':'a'}}}",
        "{'resourceType':'Procedure','performedAge':{'value':93.5,UCUM,'code':'a'}}",
        "{'resourceType':'AllergyIntolerance','onsetAge':{'value':33945,UCUM,'code':'d'}}",
        "{'resourceType':'FamilyMemberHistory','ageAge':{'value':93,UCUM,'code':'a'}}",
        "{'resourceType':'FamilyMemberHistory','deceasedAge':{'value':93,'unit':'yrs'}}",
        "{'resourceType':'FamilyMemberHistory','deceasedRange':{'low':{'value':93,'unit':'a'}}}",
        "{'resourceType':'FamilyMemberHistory','condition':[{'onsetAge':{'value':93,'unit':'a'}}]}",
        "{'resourceType':'FamilyMemberHistory','condition':[{'onsetRange':{'high':"
            + "{'value':93,UCUM,'code':'a'}}}]}",
        "{'resourceType':'FamilyMemberHistory','ageString':'93'}",
        "{'resourceType':'RiskAssessment','prediction':[{'whenRange':{'high':"
            + "{'value':93,UCUM,'code':'a'}}}]}",
        "{'resourceType':'Observation',AGE,'valueInteger':93}",
        "{'resourceType':'Observation',AGE,'valueQuantity':{'value':93}}",
        "{'resourceType':'Observation',AGE,'valueQuantity':{'value':93,'unit':'{age}'}}",
        "{'resourceType':'Observation',AGE,'valueString':'93'}",
        "{'resourceType':'Observation',AGE,'valueRange':{'low':{'value':93}}}",
        "{'resourceType':'Observation',AGE,'valueRatio':{'numerator':{'value':93}}}",
        "{'resourceType':'Observation',AGE,'component':[{'valueInteger':93}]}",
        "{'resourceType':'Observation','component':[{AGE,'valueInteger':93}]}",
        "{'resourceType':'Observation','component':[{AGE,'valueQuantity':{'value':93}}]}",
        "{'resourceType':'Observation','code':{'text':'Age'},'valueInteger':93}",
        "{'resourceType':'Observation','code':{'coding':[{'system':'http://loinc.org',"
            + "'code':'99999-1','display':'Age at last admission'}]},'valueQuantity':{'value':93}}",
        "{'resourceType':'Observation','component':[{'code':{'text':'Patient age'},"
            + "'valueInteger':93}]}",
        "{'resourceType':'QuestionnaireResponse','item':[{'linkId':'1','text':'How old are you?',"
            + "'answer':[{'valueInteger':93}]}]}",
        "{'resourceType':'QuestionnaireResponse','item':[{'linkId':'age','answer':"
            + "[{'valueDecimal':93.5}]}]}",
        "{'resourceType':'QuestionnaireResponse','item':[{'linkId':'g','text':'About you','item':"
            + "[{'linkId':'ageYears','answer':[{'valueQuantity':{'value':93}}]}]}]}",
        "{'resourceType':'Parameters','parameter':[{'name':'patientAge','valueInteger':93}]}",
        "{'resourceType':'Parameters','parameter':[{'name':'age','valuePositiveInt':93}]}",
        "{'resourceType':'Parameters','parameter':[{'name':'x','part':[{'name':'age',"
            + "'valueUnsignedInt':93}]}]}",
        "{'resourceType':'Goal','target':[{'measure':{'text':'Age'},'detailInteger':93}]}",
        "{'resourceType':'Group','characteristic':[{AGE,'valueQuantity':{'value':93}}]}"
      })
  void anAgeOver89_isNoWhereToldInThePresetsThatMakeAgesCoarse(String template) {
    String document = template.replace("UCUM", UCUM).replace("AGE", AGE);
    for (Preset preset :
        List.of(
            Preset.SAFE_HARBOR_STRICT, Preset.EXPERT_DETERMINATION, Preset.GDPR_PSEUDONYMISED)) {
      assertThat(released(preset, document))
          .as("%s %s", preset, document)
          .doesNotContain(":93", "\"93", "33945", "1116", ":95");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'resourceType':'Condition','onsetAge':{'value':89.9,UCUM,'code':'a'}}",
        "{'resourceType':'Condition','onsetAge':{'value':100,UCUM,'code':'mo'}}",
        "{'resourceType':'Condition','onsetAge':{'value':42}}",
        "{'resourceType':'Observation',AGE,'valueInteger':89}",
        "{'resourceType':'Observation',AGE,'valueQuantity':{'value':40,UCUM,'code':'wk'}}",
        "{'resourceType':'Observation','valueInteger':120}",
        "{'resourceType':'Observation','code':{'text':'Dosage of bandages'},'valueInteger':120}",
        "{'resourceType':'Observation','code':{'text':'Age-adjusted D-dimer'},'valueQuantity':"
            + "{'value':500,UCUM,'code':'ng/mL'}}",
        "{'resourceType':'Observation','code':{'text':'Age and sex'},'component':[{'code':{'text':"
            + "'Weight'},'valueQuantity':{'value':95}}]}",
        "{'resourceType':'QuestionnaireResponse','item':[{'linkId':'1','text':'Weight in pounds',"
            + "'answer':[{'valueInteger':190}]}]}",
        "{'resourceType':'Claim','total':{'value':129.16,'currency':'USD'}}"
      })
  void otherNumbersStay(String template) {
    String document = template.replace("UCUM", UCUM).replace("AGE", AGE);
    String number = document.replaceAll(".*(?:value|valueInteger)':([0-9.]+).*", "$1");
    for (Preset preset : Preset.values()) {
      assertThat(released(preset, document)).as("%s %s", preset, document).contains(":" + number);
    }
  }

  @Test
  void aRangeIsOpenUpwardsWhereItsBoundWasOver89() {
    String range =
        "{'resourceType':'Condition','onsetRange':{'low':{'value':%s,'unit':'a'},"
            + "'high':{'value':95,'unit':'a'}}}";

    assertThat(
            Engines.tree(released(Preset.SAFE_HARBOR_STRICT, range.formatted("60")))
                .at("/onsetRange")
                .toString())
        .isEqualTo("{\"low\":{\"value\":60,\"unit\":\"a\"}}");
    assertThat(released(Preset.SAFE_HARBOR_STRICT, range.formatted("92")))
        .contains("\"onsetRange\":{\"low\":{\"value\":90,\"unit\":\"a\"")
        .doesNotContain("comparator", "high");
  }

  @Test
  void aLimitedDataSetKeepsAges() {
    assertThat(
            released(
                Preset.LIMITED_DATA_SET,
                "{'resourceType':'Condition','onsetAge':{'value':93,'unit':'a'}}"))
        .contains(":93");
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "LIMITED_DATA_SET")
  void aDateFromMoreThan89YearsAgo_isNotShown(Preset preset) {
    for (String document :
        List.of(
            "{'resourceType':'Patient','id':'p1','birthDate':'1931-02-03'}",
            "{'resourceType':'Observation','subject':{'reference':'Patient/p1'},"
                + "'code':{'coding':[{'system':'http://loinc.org','code':'21112-8'}]},"
                + "'valueDateTime':'1931-02-03'}",
            "{'resourceType':'Procedure','subject':{'reference':'Patient/p1'},"
                + "'performedDateTime':'1931-02'}",
            "{'resourceType':'Immunization','occurrenceDateTime':'1931'}",
            "{'resourceType':'Observation','note':[{'text':'Born on 3 February 1931.'}]}")) {
      assertThat(released(preset, document)).as(document).doesNotContain("193");
    }
  }
}
