package org.cloister.gateway.infer;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.cloister.deid.Deidentified;
import org.cloister.deid.Deidentifier;
import org.cloister.deid.IdentifiedBundle;
import org.cloister.deid.ParsedBundle;
import org.cloister.deid.fhir.FhirReader;
import org.cloister.deid.fhir.Limits;
import org.cloister.deid.fhir.Read;
import org.cloister.gateway.TestGateway;
import org.cloister.gateway.demo.SyntheticPatients;
import org.cloister.gateway.infer.CanaryCall.Kind;
import org.cloister.models.Manifest;
import org.cloister.models.ModelRepository;
import org.cloister.models.Models;
import org.cloister.policies.AccessRequest;
import org.cloister.policies.Caller;
import org.cloister.policies.Decision;
import org.cloister.policies.Permit;
import org.cloister.policies.Policies;
import org.cloister.policies.PurposeOfUse;
import org.cloister.policies.RequestId;
import org.cloister.policies.Scope;
import org.cloister.policies.SignIn;
import org.junit.jupiter.api.Test;

/// Identified data is never in clear where it does not belong (invariants 2, 4 and 5 of the
/// design): a thousand calls in which every free string carries a marker, a search for the markers
/// wherever data can go.
class CanaryTest {
  private static final int CALLS_AT_DEFAULT_LEVELS = 600;
  private static final int CALLS_AT_TRACE = 400;
  private static final long SEED = Long.getLong("cloister.seed", System.nanoTime());

  /// These print the request itself at DEBUG or TRACE. The product keeps them at WARN or ERROR
  /// (`application.properties`); whoever lowers that, lowers it for the patients' data.
  private static final Set<String> SEE_THE_RAW_REQUEST =
      Set.of(
          "org.apache.coyote", "org.apache.tomcat", "org.apache.catalina", "org.springframework");

  private final Markers markers = new Markers(SEED);

  /// As `cloister serve` runs in a hospital: its console, its temporary folder, its data directory
  /// (database, write-ahead log and server log included) and what comes back over HTTP.
  @Test
  void serve_leavesNoMarkerAnywhere() throws Exception {
    GatewayProcess gateway = GatewayProcess.start();
    CanaryRun run = run(gateway.server(), gateway.data());
    try (gateway;
        NewFiles temporary = NewFiles.below(gateway.temporary())) {
      send(run, gateway.data(), CALLS_AT_DEFAULT_LEVELS);
      assertThat(leaksIn(CanaryWire.responses(gateway.server(), markers))).isEmpty();
      assertThat(leaksIn(publicTexts(gateway.server()))).isEmpty();
      assertThat(temporary.seen()).as("temporary files made by calls").isEmpty();
    }
    check(run);
    FileSearch search = new FileSearch(markers.beginning());
    assertThat(search.below(Objects.requireNonNull(gateway.console().getParent()))).isEmpty();
    report("default levels, process", CALLS_AT_DEFAULT_LEVELS, run, search);
  }

  /// The same with every logger at TRACE, where libraries say what they do at other times, and the
  /// messages of exceptions that they caught.
  @Test
  void infer_logsNoMarkerEvenAtTheFinestLevel() throws Exception {
    TestGateway gateway = TestGateway.start();
    CanaryRun run = run(gateway.url(""), gateway.data());
    FileSearch search = new FileSearch(markers.beginning());
    try (gateway;
        LogCapture log = LogCapture.atTrace(markers)) {
      send(run, gateway.data(), CALLS_AT_TRACE);
      assertThat(leaksIn(CanaryWire.responses(gateway.url(""), markers))).isEmpty();
      assertThat(leaksIn(publicTexts(gateway.url("")))).isEmpty();
      check(run);
      assertThat(log.leaks().entrySet())
          .allMatch(leak ->
              SEE_THE_RAW_REQUEST.stream().anyMatch(name -> leak.getKey().startsWith(name)));
      // Those that must have been heard for that to mean something.
      assertThat(log.events())
          .containsKeys("org.cloister.gateway", "com.zaxxer.hikari", "org.postgresql.core");
      System.out.println("canary: log events " + log.events());
      System.out.println("canary: loggers that print the raw request " + log.leaks().keySet());
    }
    assertThat(search.below(gateway.data())).isEmpty();
    report("TRACE", CALLS_AT_TRACE, run, search);
  }

  /// What a model is given, looked at through private fields and all.
  @Test
  void deidentify_keepsNoTextOfTheBundle() throws Exception {
    FhirReader reader = new FhirReader(FhirContext.forR4Cached(), new Limits(4 << 20, 48));
    Policies policies = Policies.shipped();
    Deidentifier deidentifier = new Deidentifier(Clock.systemUTC());
    int released = 0;
    try (Models models = Models.open(ModelRepository.shipped())) {
      for (int n = 0; n < 120; n++) {
        MarkedPatient person =
            new MarkedPatient(new SyntheticPatients(Instant.now()).at(SEED, n), markers);
        assertThat(reader.read(person.body())).isInstanceOf(Read.Accepted.class);
        InferParameters parameters = parameters(reader.read(person.body()));
        Manifest manifest = models.manifest(parameters.model()).orElseThrow();
        Optional<Deidentified.Released> made =
            deidentified(parameters, manifest, policies, deidentifier);
        if (made.isPresent()) {
          released++;
          List<String> texts = Reachable.textsOf(made.get().released());
          assertThat(texts).hasSizeGreaterThan(manifest.safelist().inputs().size());
          assertThat(markers.in(String.join("\n", texts))).isEmpty();
          assertThat(texts)
              .noneMatch(text -> text.equals(person.resource("Patient").get("birthDate").asText()));
        }
      }
    }
    assertThat(released).isGreaterThan(80);
  }

  private static InferParameters parameters(Read read) {
    if (read instanceof Read.Accepted(var resource)
        && InferParameters.check(resource, Submission.Handling.STRICT)
            instanceof InferParameters.Accepted(var parameters)) {
      return parameters;
    }
    throw new AssertionError("a marked patient is not valid: " + read);
  }

  private static Optional<Deidentified.Released> deidentified(
      InferParameters parameters, Manifest manifest, Policies policies, Deidentifier deidentifier) {
    RequestId request = RequestId.random();
    ParsedBundle parsed = IdentifiedBundle.parse(request, parameters.input());
    if (!(parsed instanceof ParsedBundle.Accepted(var bundle))) {
      throw new AssertionError("a marked bundle is not one patient's");
    }
    Caller ehr =
        new Caller(
            "ehr",
            "https://issuer.example",
            "ehr",
            "token-1",
            "default",
            Set.of("ehr-system"),
            List.of(Scope.parse("system/*.cruds").orElseThrow()),
            Set.of(PurposeOfUse.TREAT),
            Optional.empty(),
            Optional.empty(),
            SignIn.UNSTATED);
    Decision decision =
        policies.decide(
            new AccessRequest(
                request,
                ehr,
                parameters.model(),
                Interpreter.resultOf(manifest),
                parameters.purpose(),
                "default",
                bundle.patientId(),
                bundle.consentedResources(),
                bundle.consents(),
                Set.of(),
                Optional.empty(),
                Instant.now()));
    return decision instanceof Decision.Permitted(Permit permit)
            && deidentifier.deidentify(bundle, permit, manifest.safelist(), parameters.asOf())
                instanceof Deidentified.Released released
        ? Optional.of(released)
        : Optional.empty();
  }

  private CanaryRun run(URI server, Path data) throws IOException {
    return new CanaryRun(new CanaryCalls(server, data, markers, SEED), markers);
  }

  /// The database is killed in the middle.
  private static void send(CanaryRun run, Path data, int calls) throws IOException {
    run.send(0, calls / 2);
    long _ = new PostgresProcess(data).kill();
    run.send(calls / 2, calls);
  }

  private static void check(CanaryRun run) {
    assertThat(run.leaks()).as("over HTTP, seed %d", SEED).isEmpty();
    assertThat(run.surprises()).as("seed %d", SEED).isEmpty();
    assertThat(run.asExpected()).containsOnlyKeys(Kind.values());
    assertThat(run.unavailable()).as("calls during the outage").isPositive();
  }

  /// What anyone may read: metrics, health, the log with all its entries, the server's own
  /// description.
  private static List<String> publicTexts(URI server) throws Exception {
    List<String> texts = new ArrayList<>();
    try (HttpClient http = HttpClient.newHttpClient()) {
      for (String path :
          List.of(
              "/actuator/prometheus",
              "/actuator/health",
              "/fhir/metadata",
              "/.well-known/smart-configuration",
              "/log/checkpoint",
              "/log/tile/entries/000",
              "/log/tile/0/000")) {
        HttpResponse<byte[]> response =
            http.send(
                HttpRequest.newBuilder(URI.create(server + path)).build(),
                BodyHandlers.ofByteArray());
        assertThat(response.statusCode()).as(path).isEqualTo(200);
        texts.add(path + " " + new String(response.body(), StandardCharsets.UTF_8));
      }
    }
    return texts;
  }

  private List<String> leaksIn(List<String> texts) {
    return texts.stream().filter(text -> !markers.in(text).isEmpty()).toList();
  }

  private void report(String what, int calls, CanaryRun run, FileSearch search) {
    System.out.printf(
        "canary: %s: %d calls, %d markers sent, %d refused during the outage, %s,"
            + " searched %s: none found%n",
        what, calls, markers.issued(), run.unavailable(), run.asExpected(), search.searched());
  }
}
