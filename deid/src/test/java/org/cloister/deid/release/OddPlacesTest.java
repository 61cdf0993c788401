package org.cloister.deid.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.cloister.deid.rule.Preset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What identifies a patient, planted where nobody would look for it. Each document is released
/// without it, or not at all.
class OddPlacesTest {
  private static final String PATIENT =
      "{'resource':{'resourceType':'Patient','id':'p1','identifier':[{'system':'urn:oid:1.2.3',"
          + "'value':'MRN'}],'name':[{'family':'Tarnwick','given':['Isolde']}],"
          + "'telecom':[{'value':'617-555-0199'},{'value':'isolde@example.org'}],"
          + "'address':[{'line':['12 Harbour Lane']}],'birthDate':'1961-04-17'}}";

  private static final List<String> PLANTED =
      List.of("tarnwick", "isolde", "7784512", "5550199", "555-0199", "harbour", "dGFybndpY2s");

  private static final String NESTED = "'extension':[{'url':'urn:a','extension':[{'url':'urn:b',";

  /// `NAME` and the rest stand for what identifies.
  private static final List<String> PLACES =
      List.of(
          "{'resourceType':'Observation',EXT'valueString':'NAME'}]}]}",
          "{'resourceType':'Observation','extension':[{'url':'http://x/?name=NAME','valueCode':'a'}]}",
          "{'resourceType':'Observation','extension':[{'url':"
              + "'http://hl7.org/fhir/us/core/StructureDefinition/us-core-race','extension':"
              + "[{'url':'text','valueString':'NAME'},{'url':'ombCategory','valueString':'NAME'},"
              + "{'url':'ombCategory','valueCode':'NAME'},{'url':'NAME'}]}]}",
          "{'resourceType':'Observation','extension':[{'url':"
              + "'http://hl7.org/fhir/StructureDefinition/ordinalValue','valueAddress':"
              + "{'line':['NAME'],'text':'STREET'},'valueHumanName':{'text':'NAME'}}]}",
          "{'resourceType':'Observation','_status':{'id':'NAME',EXT'valueString':'NAME'}]}]}}",
          "{'resourceType':'Observation','_status':{'extension':[{'url':"
              + "'http://hl7.org/fhir/StructureDefinition/data-absent-reason','valueCode':'NAME'}]}}",
          "{'resourceType':'Patient','contained':[{'resourceType':'Patient','id':'NAME','contained':"
              + "[{'resourceType':'Organization','id':'MRN','name':'NAME'}]}]}",
          "{'resourceType':'Observation','contained':[{'resourceType':'Patient','id':'NAME'}],"
              + "'subject':{'reference':'#NAME'}}",
          "{'resourceType':'Observation','subject':{'reference':'#NAME'}}",
          "{'resourceType':'Observation','subject':{'reference':'Patient/NAME','type':'NAME',"
              + "'display':'NAME','identifier':{'value':'MRN','assigner':{'display':'NAME'}}}}",
          "{'resourceType':'Observation','subject':{'reference':"
              + "'https://NAME.example.org/fhir/Patient/MRN/_history/NAME'}}",
          "{'resourceType':'Observation','subject':{'reference':'Patient?name=NAME&phone=PHONE'}}",
          "{'resourceType':'Observation','subject':{'reference':'Patient?identifier=NAME|MRN'}}",
          "{'resourceType':'Observation','subject':{'reference':'NAME'}}",
          "{'resourceType':'Observation','subject':{'reference':'urn:NAME:MRN'}}",
          "{'resourceType':'Parameters','parameter':[{'name':'NAME','valueString':'NAME'},"
              + "{'name':'a','valueCode':'NAME'},{'name':'b','valueUri':'tel:PHONE'},"
              + "{'name':'c','valueReference':{'display':'NAME'}},{'name':'d','part':"
              + "[{'name':'NAME','valueMarkdown':'MRN'}]},{'name':'e','resource':"
              + "{'resourceType':'Basic','code':{'text':'NAME'}}}]}",
          "{'resourceType':'Binary','contentType':'NAME','data':'BASE64'}",
          "{'resourceType':'Binary','contentType':'text/plain; name=NAME','securityContext':"
              + "{'reference':'Patient/NAME'},'data':'BASE64'}",
          "{'resourceType':'DocumentReference','content':[{'attachment':{'contentType':'text/NAME',"
              + "'language':'NAME','data':'BASE64','url':'https://x/NAME.pdf','hash':'BASE64',"
              + "'title':'NAME'},'format':{'system':'urn:NAME','code':'NAME'}}]}",
          "{'resourceType':'Observation','code':{'coding':[{'system':'http://loinc.org','code':"
              + "'8867-4','display':'NAME','version':'NAME'}],'text':'NAME'}}",
          "{'resourceType':'Observation','code':{'coding':[{'system':'http://loinc.org?p=NAME',"
              + "'code':'8867-4'},{'system':'HTTP://LOINC.ORG/NAME','code':'1'}]}}",
          "{'resourceType':'Observation','valueQuantity':{'value':'NAME','comparator':'NAME'}}",
          "{'resourceType':'Observation','language':'x-NAME','implicitRules':'http://x/NAME'}",
          "{'resourceType':'Observation','meta':{'versionId':'NAME','source':'urn:NAME','profile':"
              + "['http://x/NAME'],'tag':[{'system':'urn:NAME','code':'NAME','display':'NAME'},"
              + "{'system':'http://loinc.org','code':'1','display':'NAME'}],'security':[{'system':"
              + "'http://terminology.hl7.org/CodeSystem/v3-Confidentiality','code':'R','display':"
              + "'NAME'},{'code':'NAME'}],'extension':[{'url':'urn:NAME','valueString':'NAME'}]}}",
          "{'resourceType':'Observation','identifier':[{'id':'NAME','system':'urn:NAME','value':"
              + "'MRN','use':'NAME','type':{'text':'NAME'},'period':{'start':'NAME'}}]}",
          "{'resourceType':'Observation','code':{'id':'NAME','coding':[{'id':'MRN'}]}}",
          "{'resourceType':'Observation','status':'NAME','effectiveDateTime':'2020-01-01NAME',"
              + "'issued':'2020-01-01T00:00:00Z NAME','effectiveTiming':{'event':['NAME']}}",
          "{'resourceType':'Observation','NAME':'NAME','name':[{'family':'NAME'}],'_NAME':1}",
          "{'resourceType':'Observation','status':['NAME'],'code':'NAME','subject':['NAME']}",
          "{'resourceType':'Observation','valueBoolean':'NAME','valueInteger':'MRN',"
              + "'valueTime':'NAME'}",
          "{'resourceType':'Group','name':'NAME','characteristic':[{'valueReference':{'reference':"
              + "'mailto:MAIL'}}]}",
          "{'resourceType':'Endpoint','address':'https://x/?q=NAME','header':['X: NAME'],"
              + "'payloadMimeType':['NAME']}",
          "{'resourceType':'Task','input':[{'type':{'text':'NAME'},'valueCode':'NAME'}],'output':"
              + "[{'valueId':'NAME'},{'valueOid':'urn:oid:1.NAME'}]}",
          "{'resourceType':'Questionnaire','url':'http://x/NAME','item':[{'linkId':'NAME','text':"
              + "'NAME','item':[{'linkId':'MRN','prefix':'NAME','initial':[{'valueString':"
              + "'NAME'}]}]}]}",
          "{'resourceType':'QuestionnaireResponse','item':[{'linkId':'NAME','text':'NAME','answer':"
              + "[{'valueString':'Isolde Tarnwick, PHONE'},{'valueUri':'tel:PHONE'},"
              + "{'valueAttachment':{'title':'NAME'}}]}]}");

  /// Codes and numbers are not told from others by what they look like: only who knows whom the
  /// document is about finds them.
  private static final List<String> CODES_AND_NUMBERS =
      List.of(
          "{'resourceType':'Observation','code':{'coding':[{'system':'http://loinc.org',"
              + "'code':'MRN'}]}}",
          "{'resourceType':'Observation','code':{'coding':[{'system':'http://snomed.info/sct',"
              + "'code':'7784512'},{'system':'http://loinc.org','code':'Tarnwick'}]}}",
          "{'resourceType':'Observation','valueQuantity':{'value':1,'unit':'NAME','code':'NAME',"
              + "'system':'http://unitsofmeasure.org'}}",
          "{'resourceType':'Observation','valueQuantity':{'value':1,'unit':'{NAME}','code':'{NAME}',"
              + "'system':'http://unitsofmeasure.org'}}",
          "{'resourceType':'Observation','valueInteger':7784512}",
          "{'resourceType':'Observation','valueQuantity':{'value':6175550199,'unit':'mg'}}");

  /// Members of the Bundle's own entries.
  private static final List<String> ENTRIES =
      List.of(
          "{'fullUrl':'https://x/Patient/NAME','request':{'method':'PUT','url':"
              + "'Patient/NAME?phone=PHONE','ifNoneExist':'name=NAME','ifMatch':'NAME',"
              + "'ifNoneMatch':'NAME'},'response':{'status':'NAME','location':"
              + "'https://NAME/Patient/NAME/_history/NAME','etag':'NAME','outcome':"
              + "{'resourceType':'OperationOutcome','issue':[{'diagnostics':'NAME','expression':"
              + "['NAME'],'details':{'text':'NAME'}}]}}}",
          "{'link':[{'relation':'NAME','url':'https://x?NAME'}],'search':{'mode':'NAME'}}",
          "{'fullUrl':'urn:NAME:7','request':{'method':'GET','url':'Patient?name=NAME'}}");

  private static String filled(String template) {
    String name =
        Base64.getEncoder()
            .encodeToString("note: Tarnwick 617-555-0199".getBytes(StandardCharsets.UTF_8));
    return template
        .replace("EXT", NESTED)
        .replace("BASE64", name)
        .replace("PHONE", "617-555-0199")
        .replace("MAIL", "isolde@example.org")
        .replace("STREET", "12 Harbour Lane")
        .replace("MRN", "MRN-7784512")
        .replace("NAME", "Tarnwick")
        .replace('\'', '"');
  }

  private static String bundle(String entry) {
    return filled(
        "{'resourceType':'Bundle','type':'collection','entry':[" + PATIENT + "," + entry + "]}");
  }

  private static List<String> documents() {
    List<String> documents = new ArrayList<>();
    PLACES.forEach(place -> documents.add(bundle("{'resource':" + place + "}")));
    CODES_AND_NUMBERS.forEach(place -> documents.add(bundle("{'resource':" + place + "}")));
    ENTRIES.forEach(entry -> documents.add(bundle(entry)));
    // Alone, a document does not know whose name it holds.
    PLACES.forEach(place -> documents.add(filled(place)));
    documents.add(
        filled(
            "{'resourceType':'Bundle','id':'NAME','identifier':{'value':'MRN'},'link':[{'relation':"
                + "'self','url':'https://x?name=NAME'}],'entry':["
                + PATIENT
                + "],'signature':{'data':'BASE64','who':{'display':'NAME'}}}"));
    return documents;
  }

  @ParameterizedTest
  @EnumSource
  void whatIdentifies_isReleasedFromNowhere(Preset preset) {
    List<String> faults = new ArrayList<>();
    for (String document : documents()) {
      if (!(Engines.deidentify(Engines.of(preset), document)
          instanceof Release.Released released)) {
        continue;
      }
      String output =
          new String(released.document(), StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
      for (String planted : PLANTED) {
        if (output.contains(planted)) {
          faults.add(planted + " of " + document);
        }
      }
    }
    assertThat(faults).isEmpty();
  }

  @Test
  void aCodeThatIsSomebodysNumber_isWithheld() {
    assertThat(
            Engines.deidentify(
                Engines.of(Preset.SAFE_HARBOR_STRICT),
                bundle(
                    "{'resource':{'resourceType':'Observation','code':{'coding':[{'system':"
                        + "'http://snomed.info/sct','code':'MRN-7784512'}]}}}")))
        .isEqualTo(new Release.Withheld(Release.Reason.IDENTIFIER_REMAINS));
  }

  @Test
  void aPlaceMayShareAWordWithAName() {
    for (String place : List.of("'city':'Saint Paul'", "'state':'Virginia'", "'city':'Van Horn'")) {
      assertThat(
              Engines.deidentify(
                  Engines.of(Preset.LIMITED_DATA_SET),
                  ("{'resourceType':'Patient','name':[{'family':'van Paul','given':['Virginia']}],"
                          + "'address':[{"
                          + place
                          + "}]}")
                      .replace('\'', '"')))
          .isInstanceOf(Release.Released.class);
    }
    assertThat(
            Engines.deidentify(
                Engines.of(Preset.LIMITED_DATA_SET),
                "{'resourceType':'Patient','name':[{'family':'Paul','given':['Virginia']}],'address':[{'city':'c/o Virginia Paul'}]}"
                    .replace('\'', '"')))
        .isEqualTo(new Release.Withheld(Release.Reason.IDENTIFIER_REMAINS));
  }

  @ParameterizedTest
  @EnumSource
  void aUuidInUpperCase_isTheSameResource(Preset preset) {
    String upper = "0B0C1A6E-5A55-4C3B-9F0D-3A2B1C0D9E8F";
    String lower = upper.toLowerCase(Locale.ROOT);
    String json =
        "{'resourceType':'Bundle','entry':[{'fullUrl':'urn:uuid:UPPER','resource':{'resourceType':"
            + "'Patient','id':'p1'}},{'fullUrl':'urn:uuid:LOWER','resource':{'resourceType':"
            + "'Observation','id':'o1','subject':{'reference':'urn:uuid:LOWER'}}}]}";
    String bundle =
        Engines.released(
            Engines.of(preset),
            json.replace('\'', '"')
                .replace("UPPER", upper)
                .replaceFirst("LOWER", "1" + lower.substring(1))
                .replace("LOWER", lower));

    assertThat(Engines.tree(bundle).at("/entry/1/resource/subject/reference").asText())
        .endsWith(Engines.tree(bundle).at("/entry/0/resource/id").asText());
  }
}
