package org.cloister.gateway.event;

import java.io.IOException;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.regex.Pattern;
import org.cloister.gateway.answer.FhirJson;
import org.cloister.gateway.record.Actor;
import org.cloister.gateway.record.AuditRecord;
import org.cloister.policies.PurposeOfUse;
import org.cloister.policies.SignIn;

/// The participants of an event: the user of the token, the client that sent the call, and this
/// gateway, which is always there and is the source of the event.
final class AgentWriter {
  private static final Act.Coding APPLICATION = new Act.Coding(AuditTerms.DICOM, "110150");
  private static final Act.Coding DESTINATION = new Act.Coding(AuditTerms.DICOM, "110152");
  private static final Act.Coding SOURCE = new Act.Coding(AuditTerms.DICOM, "110153");
  private static final Act.Coding AUTHORIZER =
      new Act.Coding(AuditTerms.SECURITY_ROLE, "authserver");

  /// A relative or absolute reference to a person or device (R4 AuditEvent.agent.who).
  private static final Pattern WHO =
      Pattern.compile(
          "(?:https?://\\S+/)?"
              + "(?:Practitioner|PractitionerRole|Patient|RelatedPerson|Organization|Device)"
              + "/[A-Za-z0-9.-]{1,64}");

  private final String baseUrl;
  private final String tenant;

  AgentWriter(String baseUrl, String tenant) {
    this.baseUrl = baseUrl;
    this.tenant = tenant;
  }

  /// Writes `agent` and `source`.
  void write(FhirJson json, AuditRecord record) throws IOException {
    boolean denied = Act.isDenied(record);
    // A read flows to the client; a call, a query and what it asks for come from there (BALP Read
    // and Query name the two the other way round).
    boolean flowsOut =
        record.event().filter(Act.RESULT_READ::equals).isPresent() && record.query().isEmpty();
    json.startArray("agent");
    if (record.actor().isPresent()) {
      Actor actor = record.actor().get();
      user(json, actor, record);
      client(
          json,
          actor,
          denied ? List.of(APPLICATION) : List.of(flowsOut ? DESTINATION : SOURCE, APPLICATION));
      if (denied) {
        organization(json);
      }
    }
    server(json, record, denied ? AUTHORIZER : flowsOut ? SOURCE : DESTINATION);
    json.endArray();
    source(json, denied);
  }

  /// One agent for two patterns of BALP: the information recipient, and the user of a token, whose
  /// one policy is the token's id.
  private static void user(FhirJson json, Actor actor, AuditRecord record) throws IOException {
    json.startObject();
    signIn(json, actor.signIn());
    json.startObject("type");
    json.startArray("coding");
    json.coding(AuditTerms.PARTICIPATION, "IRCP");
    json.coding(AuditTerms.BALP_AGENT, "UserOauthAgent");
    json.endArray();
    json.endObject();
    if (!actor.roles().isEmpty()) {
      json.startArray("role");
      for (String role : actor.roles()) {
        json.startObject();
        json.string("text", role);
        json.endObject();
      }
      json.endArray();
    }
    json.startObject("who");
    if (actor.fhirUser().filter(user -> WHO.matcher(user).matches()).isPresent()) {
      json.string("reference", actor.fhirUser().get());
    }
    identifier(json, actor.issuer(), actor.subject());
    json.endObject();
    json.yes("requestor");
    AuditEventWriter.strings(json, "policy", List.of(AuditTerms.TOKEN_ID + actor.tokenId()));
    if (record.purpose().isPresent()) {
      json.startArray("purposeOfUse");
      json.startObject();
      json.startArray("coding");
      json.coding(PurposeOfUse.SYSTEM, record.purpose().get());
      json.endArray();
      json.endObject();
      json.endArray();
    }
    json.endObject();
  }

  private static void signIn(FhirJson json, SignIn signIn) throws IOException {
    if (signIn.equals(SignIn.UNSTATED)) {
      return;
    }
    json.startArray("extension");
    if (signIn.contextClass().isPresent()) {
      json.startObject();
      json.string("url", AuditTerms.ASSURANCE_LEVEL);
      json.startObject("valueCodeableConcept");
      json.string("text", signIn.contextClass().get());
      json.endObject();
      json.endObject();
    }
    for (String method : signIn.methods()) {
      json.extension(AuditTerms.SIGN_IN_METHOD, "valueString", method);
    }
    if (signIn.at().isPresent()) {
      json.extension(
          AuditTerms.SIGN_IN_TIME,
          "valueInstant",
          DateTimeFormatter.ISO_INSTANT.format(signIn.at().get()));
    }
    json.endArray();
  }

  /// BALP asks for the client's network address, which the gateway does not record: behind the
  /// hospital's proxy it is the proxy's. The token's id and the proxy's own log lead to it.
  private static void client(FhirJson json, Actor actor, List<Act.Coding> types)
      throws IOException {
    json.startObject();
    types(json, types);
    json.startObject("who");
    identifier(json, actor.issuer(), actor.client());
    json.endObject();
    json.no("requestor");
    json.startObject("network");
    json.startObject("_address");
    json.startArray("extension");
    json.extension(AuditTerms.ABSENT, "valueCode", "unknown");
    json.endArray();
    json.endObject();
    json.string("type", "2");
    json.endObject();
    json.endObject();
  }

  private void organization(FhirJson json) throws IOException {
    json.startObject();
    types(json, List.of(new Act.Coding(AuditTerms.ROLE_CLASS, "PROV")));
    json.startObject("who");
    json.string("reference", "Organization/" + tenant);
    json.endObject();
    json.no("requestor");
    json.endObject();
  }

  private void server(FhirJson json, AuditRecord record, Act.Coding type) throws IOException {
    json.startObject();
    types(json, List.of(type));
    json.startObject("who");
    gateway(json);
    json.endObject();
    json.no("requestor");
    // BALP's authorizer has neither policy nor network.
    if (!type.equals(AUTHORIZER)) {
      if (!record.policies().isEmpty()) {
        AuditEventWriter.strings(
            json, "policy", record.policies().stream().map(id -> AuditTerms.POLICY + id).toList());
      }
      json.startObject("network");
      json.string("address", baseUrl);
      json.string("type", "5");
      json.endObject();
    }
    json.endObject();
  }

  private void source(FhirJson json, boolean denied) throws IOException {
    json.startObject("source");
    json.string("site", tenant);
    json.startObject("observer");
    gateway(json);
    json.endObject();
    json.startArray("type");
    // Application server, or security server where it decides about access.
    json.coding(AuditTerms.SOURCE_TYPE, denied ? "6" : "4");
    json.endArray();
    json.endObject();
  }

  /// The same wherever it stands: BALP's val-audit-source compares the two.
  private void gateway(FhirJson json) throws IOException {
    json.string("type", "Device");
    identifier(json, "urn:ietf:rfc:3986", baseUrl);
    json.string("display", "Cloister");
  }

  private static void identifier(FhirJson json, String system, String value) throws IOException {
    json.startObject("identifier");
    json.string("system", system);
    json.string("value", value);
    json.endObject();
  }

  private static void types(FhirJson json, List<Act.Coding> types) throws IOException {
    json.startObject("type");
    json.startArray("coding");
    for (Act.Coding type : types) {
      json.coding(type.system(), type.code());
    }
    json.endArray();
    json.endObject();
  }
}
