package org.cloister.gateway.infer;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.cloister.gateway.demo.SyntheticPatients;
import org.cloister.gateway.identity.DemoClient;
import org.cloister.gateway.identity.TokenClient;
import org.cloister.gateway.identity.TokenClient.TokenRequest;
import org.cloister.gateway.infer.CanaryCall.Kind;

/// Makes calls of every kind to one gateway, with markers wherever a caller can put a string. Safe
/// for many threads.
final class CanaryCalls {
  /// Places of [SyntheticPatients#at] in each twelve.
  private static final int CONSENT_DENIES = 8;

  private static final int DATA_MISSING = 10;
  private static final int TOO_MANY_BYTES = (4 << 20) + 100;

  /// A result that was answered and can be read back.
  private record Stored(UUID riskAssessment, String patientId, Set<String> references) {}

  private final URI server;
  private final TokenClient issuer;
  private final Markers markers;
  private final long seed;
  private final SyntheticPatients patients =
      new SyntheticPatients(Instant.now().truncatedTo(ChronoUnit.DAYS));
  private final Map<DemoClient, String> tokens = new EnumMap<>(DemoClient.class);
  private final List<Kind> order = new ArrayList<>();
  private final ConcurrentLinkedQueue<Stored> stored = new ConcurrentLinkedQueue<>();

  CanaryCalls(URI server, Path data, Markers markers, long seed) throws IOException {
    this.server = server;
    this.issuer = new TokenClient(data, server.getPort());
    this.markers = markers;
    this.seed = seed;
    for (DemoClient client :
        List.of(DemoClient.EHR, DemoClient.EMERGENCY, DemoClient.RESEARCH, DemoClient.VIEWER)) {
      tokens.put(client, token(TokenRequest.of(client)));
    }
    for (Kind kind : Kind.values()) {
      order.addAll(Collections.nCopies(kind.share(), kind));
    }
    Collections.shuffle(order, new Random(seed));
  }

  private String token(TokenRequest request) throws IOException {
    return switch (issuer.request(request)) {
      case TokenClient.Granted(var token) -> token.header();
      case TokenClient.Refused(var error, _) -> throw new IOException(error);
    };
  }

  private String token(DemoClient client) {
    return tokens.getOrDefault(client, "");
  }

  /// The call of this number; equal numbers give calls of equal kind with other markers.
  CanaryCall at(int n) throws IOException {
    Kind kind = order.get(n % order.size());
    return switch (kind) {
      case ANSWERED, ANSWERED_FOR_PATH, ANSWERED_BOUND_TOKEN, DENIED_BY_POLICY ->
          benchmark(kind, n);
      case BREAK_GLASS -> breakGlass(n);
      case DENIED_BY_CONSENT -> infer(kind, DemoClient.EHR, person(n, CONSENT_DENIES));
      case MISSING_DATA -> infer(kind, DemoClient.EHR, person(n, DATA_MISSING));
      case MALFORMED -> malformed(n);
      case INVALID -> infer(kind, DemoClient.EHR, invalid(n));
      case UNKNOWN_PARAMETER, BAD_PARAMETER -> infer(kind, DemoClient.EHR, badParameter(kind, n));
      case OTHER_PATIENT -> otherPatient(n);
      case WRONG_TOKEN -> wrongToken(n);
      case TOO_LONG -> tooLong(n);
      case READ, SEARCH -> stored.isEmpty() ? benchmark(Kind.ANSWERED, n) : read(kind, n);
      case NOTHING_THERE, SEARCH_REFUSED, WRONG_URL, WRONG_MEDIA -> odd(kind, n);
      case TOKEN_ENDPOINT -> tokenEndpoint();
    };
  }

  /// Takes note of a result, to read it later.
  void answered(CanaryCall call, UUID riskAssessment) {
    String patient =
        call.references().stream()
            .filter(reference -> reference.startsWith("Patient/"))
            .findFirst()
            .orElseThrow();
    stored.add(
        new Stored(riskAssessment, patient.substring("Patient/".length()), call.references()));
  }

  private MarkedPatient person(int n, int part) {
    return new MarkedPatient(patients.at(seed, n * 12 + part), markers);
  }

  private MarkedPatient person(int n) {
    return new MarkedPatient(patients.benchmark(seed, n), markers);
  }

  private CanaryCall benchmark(Kind kind, int n) throws IOException {
    MarkedPatient person = person(n);
    return switch (kind) {
      case ANSWERED_FOR_PATH ->
          send(
              kind,
              "/fhir/Patient/" + person.patientId() + "/$infer",
              token(DemoClient.EHR),
              person);
      case ANSWERED_BOUND_TOKEN ->
          send(
              kind,
              "/fhir/$infer",
              token(TokenRequest.of(DemoClient.EHR_PATIENT).withPatient(person.patientId())),
              person);
      case DENIED_BY_POLICY ->
          infer(kind, n % 2 == 0 ? DemoClient.RESEARCH : DemoClient.VIEWER, person);
      default -> infer(kind, DemoClient.EHR, person);
    };
  }

  private CanaryCall breakGlass(int n) {
    MarkedPatient person = person(n, CONSENT_DENIES);
    person.parameter("purpose").withObject("/valueCoding").put("code", "ETREAT");
    person
        .addParameter("breakGlassReason")
        .put("valueString", "Unconscious, no relatives: " + markers.next());
    return infer(Kind.BREAK_GLASS, DemoClient.EMERGENCY, person);
  }

  private CanaryCall malformed(int n) {
    MarkedPatient person = person(n);
    String text = new String(person.body(), StandardCharsets.UTF_8);
    String broken =
        switch (n % 4) {
          case 0 -> text.substring(0, text.length() / 2);
          case 1 -> text.replaceFirst("\"gender\":", "\"gender\" " + markers.next() + ":");
          case 2 -> text + markers.next();
          default -> text.replaceFirst("\"gender\":", "\"gender\":\"female\",\"gender\":");
        };
    return send(Kind.MALFORMED, "/fhir/$infer", token(DemoClient.EHR), broken, person.references());
  }

  private MarkedPatient invalid(int n) {
    MarkedPatient person = person(n);
    switch (n % 7) {
      case 0 -> person.resource("Patient").put("gender", markers.next());
      case 1 -> person.resource("Patient").put("birthDate", markers.next());
      case 2 -> person.resource("Patient").put(markers.next(), markers.next());
      case 3 -> person.resource("Observation").put("effectiveDateTime", markers.next());
      case 4 -> person.resource("Observation").put("status", markers.next());
      case 5 -> person.resource("Condition").put("resourceType", markers.next());
      default ->
          person
              .resource("Patient")
              .putArray("modifierExtension")
              .addObject()
              .put("url", "https://example.org/" + markers.next())
              .put("valueString", markers.next());
    }
    return person;
  }

  private MarkedPatient badParameter(Kind kind, int n) {
    MarkedPatient person = person(n);
    if (kind == Kind.UNKNOWN_PARAMETER) {
      person.addParameter(markers.next()).put("valueString", markers.next());
      return person;
    }
    switch (n % 4) {
      case 0 -> person.parameter("purpose").withObject("/valueCoding").put("code", markers.next());
      case 1 -> person.parameter("asOf").put("valueDateTime", markers.next());
      case 2 -> person.parameter("model").put("valueString", markers.next());
      default ->
          person.parameter("model").put("valueString", markers.next().toLowerCase(Locale.ROOT));
    }
    return person;
  }

  private CanaryCall otherPatient(int n) {
    MarkedPatient person = person(n);
    if (n % 2 == 0) {
      String path = "/fhir/Patient/" + markers.next() + "/$infer";
      return send(Kind.OTHER_PATIENT, path, token(DemoClient.EHR), person);
    }
    person
        .resource("Observation")
        .withObject("/subject")
        .put("reference", "Patient/" + markers.next());
    return infer(Kind.OTHER_PATIENT, DemoClient.EHR, person);
  }

  private CanaryCall wrongToken(int n) {
    String token =
        switch (n % 4) {
          case 0 -> "Bearer " + markers.next();
          case 1 -> "Basic " + base64(markers.next() + ":" + markers.next());
          case 2 ->
              "Bearer "
                  + base64("{\"alg\":\"RS256\",\"kid\":\"" + markers.next() + "\"}")
                  + "."
                  + base64("{\"sub\":\"" + markers.next() + "\"}")
                  + "."
                  + base64(markers.next());
          default -> markers.next();
        };
    return send(Kind.WRONG_TOKEN, "/fhir/$infer", token, person(n));
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private CanaryCall tooLong(int n) {
    MarkedPatient person = person(n);
    person
        .addParameter("breakGlassReason")
        .put("valueString", (markers.next() + " ").repeat(TOO_MANY_BYTES / 20));
    return infer(Kind.TOO_LONG, DemoClient.EHR, person);
  }

  private CanaryCall read(Kind kind, int n) {
    List<Stored> all = List.copyOf(stored);
    Stored result = all.get(Math.floorMod(n * 31, all.size()));
    String path =
        switch (kind) {
          case READ -> "/fhir/RiskAssessment/" + result.riskAssessment();
          default ->
              n % 2 == 0
                  ? "/fhir/RiskAssessment?subject=Patient/" + result.patientId()
                  : "/fhir/Provenance?target=RiskAssessment/" + result.riskAssessment();
        };
    return get(kind, path, result.references());
  }

  private CanaryCall odd(Kind kind, int n) {
    String word = markers.next();
    if (kind == Kind.WRONG_MEDIA) {
      return new CanaryRequest(server, markers)
          .to("/fhir/$infer")
          .header("Authorization", token(DemoClient.EHR))
          .header("Content-Type", n % 2 == 0 ? "text/" + word : "application/fhir+json")
          .header("Content-Encoding", n % 3 == 0 ? word : "identity")
          .header("Accept", n % 2 == 0 ? "*/*" : "application/" + word)
          .post(kind, person(n).body(), Set.of());
    }
    List<String> paths =
        switch (kind) {
          case NOTHING_THERE ->
              List.of(
                  "/fhir/RiskAssessment/" + word,
                  "/fhir/Device/" + word,
                  "/fhir/RiskAssessment?subject=Patient/" + word,
                  "/fhir/Provenance?target=RiskAssessment/" + word,
                  "/log/receipt/" + word);
          case SEARCH_REFUSED ->
              List.of(
                  "/fhir/RiskAssessment?subject=Patient/" + word + "&name=" + markers.next(),
                  "/fhir/RiskAssessment?subject=Patient/" + word + "&_count=" + markers.next(),
                  "/fhir/Provenance?target=" + word,
                  "/fhir/RiskAssessment?" + word + "=" + markers.next());
          default ->
              List.of(
                  "/fhir/" + word,
                  "/fhir/" + word + "/" + markers.next() + "/$infer",
                  "/" + word,
                  "/log/tile/" + word,
                  "/fhir/Patient/" + word + "%2F" + markers.next() + "/$infer",
                  "/fhir/StructureDefinition/" + word,
                  "/actuator/" + word);
        };
    return get(kind, paths.get(n % paths.size()), Set.of());
  }

  private CanaryCall tokenEndpoint() {
    return new CanaryRequest(server, markers)
        .to("/oauth2/token")
        .header("Content-Type", "application/x-www-form-urlencoded")
        .post(
            Kind.TOKEN_ENDPOINT,
            "grant_type=client_credentials&client_id=%s&client_secret=%s&patient=%s"
                .formatted(markers.next(), markers.next(), markers.next())
                .getBytes(StandardCharsets.UTF_8),
            Set.of());
  }

  private CanaryCall get(Kind kind, String path, Set<String> references) {
    return new CanaryRequest(server, markers)
        .to(path)
        .header("Authorization", token(DemoClient.EHR))
        .header("Cloister-Purpose", "TREAT")
        .get(kind, references);
  }

  private CanaryCall infer(Kind kind, DemoClient client, MarkedPatient person) {
    return send(kind, "/fhir/$infer?from=" + markers.next(), token(client), person);
  }

  private CanaryCall send(Kind kind, String path, String token, MarkedPatient person) {
    String body = new String(person.body(), StandardCharsets.UTF_8);
    return send(kind, path, token, body, person.references());
  }

  private CanaryCall send(
      Kind kind, String path, String token, String body, Set<String> references) {
    return new CanaryRequest(server, markers)
        .to(path)
        .header("Authorization", token)
        .header("Content-Type", "application/fhir+json")
        .post(kind, body.getBytes(StandardCharsets.UTF_8), references);
  }
}
