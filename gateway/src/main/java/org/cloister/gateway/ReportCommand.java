package org.cloister.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.ParseException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.cloister.gateway.Options.UsageException;
import org.cloister.gateway.compliance.report.ReportDesk;
import org.cloister.gateway.compliance.report.ReportKind;
import org.cloister.gateway.identity.DemoClient;
import org.cloister.gateway.identity.TokenClient;
import org.cloister.gateway.identity.TokenClient.TokenRequest;

/// `./cloister report KIND`: has the running gateway make a report, waits for it, and writes it to
/// a file that nobody else can read.
final class ReportCommand {
  private static final String HELP =
      """
      usage: cloister report KIND --out FILE [options]

      Has the running gateway make a report from its log and writes it to FILE (mode 0600).

        KIND is one of
          accounting-of-disclosures  needs --patient
          patient-access             needs --patient; --staff-names with --reason TEXT names staff
          processing-activities
          breach-radius              needs --discovered DAY; narrowed by --user, --issuer, --client,
                                     --jti, --model, --model-hash; or by --key KEK, the public
                                     name of a lost key-encryption key, with --from and --to the
                                     time of the copy that was lost with it, --part 1/4 a quarter
          model-recall               --model, --model-hash
          ai-log                     --model, --model-hash
          human-oversight            --model, --model-hash
          cost-and-latency           --model, --client

        --out FILE         where to; an existing file is not overwritten
        --format F         html (default), csv, bundle (FHIR) or export (with proofs; check it with
                           `cloister verify --report FILE`)
        --patient ID       logical id of the Patient
        --from DAY         first day or instant of the period
        --to DAY           first day or instant after it
        --purpose P        HCOMPL (default), PATRQT or HLEGAL
        --officer NAME     officer-1 (default) or officer-2 of the demo's issuer
        --token-file FILE  an access token instead, of the hospital's own issuer
        --url URL          the gateway (default: the one on this machine)
        --port N           its port (default: as DIR/gateway.json says, or 8080)
        --data DIR         its data directory (default ./data)

      Exit code: 0 written, 1 not made, 2 wrong usage.
      """;

  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final long PAUSE_MILLIS = 200;
  private static final ObjectMapper JSON = new ObjectMapper();

  /// Fields of an order by the option that fills them in.
  private static final Map<String, String> FIELDS =
      Map.ofEntries(
          Map.entry("patient", "patient"),
          Map.entry("from", "from"),
          Map.entry("to", "until"),
          Map.entry("reason", "reason"),
          Map.entry("discovered", "discovered"),
          Map.entry("user", "user"),
          Map.entry("issuer", "issuer"),
          Map.entry("client", "client"),
          Map.entry("jti", "token"),
          Map.entry("model", "model"),
          Map.entry("model-hash", "modelHash"),
          Map.entry("key", "key"),
          Map.entry("part", "part"),
          Map.entry("assessment", "assessment"));

  private static final Set<String> OTHERS =
      Set.of("out", "format", "purpose", "officer", "token-file", "url", "port", "data");

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  private final URI server;
  private final String authorization;
  private final String purpose;

  private ReportCommand(URI server, String authorization, String purpose) {
    this.server = server;
    this.authorization = authorization;
    this.purpose = purpose;
  }

  static int run(String[] arguments, PrintStream out, PrintStream err) throws Exception {
    if (List.of(arguments).contains("--help")) {
      out.print(HELP);
      return Main.OK;
    }
    if (arguments.length == 0 || ReportKind.named(arguments[0]).isEmpty()) {
      throw new UsageException("name a report first; see --help");
    }
    Set<String> valued = new HashSet<>(FIELDS.keySet());
    valued.addAll(OTHERS);
    Options options =
        Options.parse(
            Arrays.copyOfRange(arguments, 1, arguments.length), valued, Set.of("staff-names"));
    Path file =
        Path.of(options.value("out").orElseThrow(() -> new UsageException("--out FILE is needed")));
    String format = options.value("format").orElse("html");
    if (ReportDesk.Format.named(format).isEmpty()) {
      throw new UsageException("--format must be html, csv, bundle or export");
    }
    if (Files.exists(file)) {
      throw new UsageException(file + " exists; choose another --out");
    }
    byte[] report = of(options).made(order(arguments[0], options), format);
    write(file, report);
    out.println(file + ": " + report.length + " bytes");
    return Main.OK;
  }

  private static ReportCommand of(Options options) throws IOException, UsageException {
    Path data = ServeCommand.dataDirectory(options);
    int port = options.port("port").orElseGet(() -> runningPort(data));
    String purpose = options.value("purpose").orElse("HCOMPL");
    URI server = URI.create(options.value("url").orElse("http://127.0.0.1:" + port));
    Optional<String> tokenFile = options.value("token-file");
    String authorization =
        tokenFile.isPresent()
            ? "Bearer " + Files.readString(Path.of(tokenFile.get())).strip()
            : demoToken(data, port, options.value("officer").orElse("officer-1"));
    return new ReportCommand(server, authorization, purpose);
  }

  private static String demoToken(Path data, int port, String officer) throws IOException {
    TokenRequest request = TokenRequest.of(DemoClient.OFFICER).withUser(officer);
    return switch (new TokenClient(data, port).request(request)) {
      case TokenClient.Granted(var token) -> token.header();
      case TokenClient.Refused(var error, _) ->
          throw new IOException("the demo issuer refused a token: " + error);
    };
  }

  private static Map<String, String> order(String kind, Options options) {
    Map<String, String> order = new TreeMap<>();
    order.put("kind", kind);
    FIELDS.forEach(
        (option, field) -> options.value(option).ifPresent(value -> order.put(field, value)));
    if (options.has("staff-names")) {
      order.put("staffNames", "true");
    }
    return order;
  }

  private byte[] made(Map<String, String> order, String format)
      throws IOException, InterruptedException {
    JsonNode ordered =
        JSON.readTree(
            sent(
                request("/compliance/reports")
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(order)))
                    .build(),
                202));
    String report = "/compliance/reports/" + ordered.path("id").asText();
    JsonNode status = ordered;
    while (status.path("status").asText().equals("running")) {
      Thread.sleep(PAUSE_MILLIS);
      status = JSON.readTree(sent(request(report).GET().build(), 200));
    }
    if (!status.path("status").asText().equals("finished")) {
      throw new IOException("the report was not made: " + status.path("text").asText());
    }
    return sent(request(report + "/" + format).GET().build(), 200);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(server.resolve(path))
        .timeout(TIMEOUT)
        .header("Authorization", authorization)
        .header("Cloister-Purpose", purpose);
  }

  private byte[] sent(HttpRequest request, int expected) throws IOException, InterruptedException {
    HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    if (response.statusCode() != expected) {
      // An OperationOutcome in the gateway's own words, which hold nothing of a patient.
      JsonNode outcome = JSON.readTree(response.body());
      throw new IOException(
          "refused: " + outcome.path("issue").path(0).path("details").path("text").asText());
    }
    return response.body();
  }

  private static void write(Path file, byte[] report) throws IOException {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try (OutputStream stream = Files.newOutputStream(file, StandardOpenOption.WRITE)) {
      stream.write(report);
    }
  }

  private static int runningPort(Path data) {
    try {
      String json = Files.readString(data.resolve("gateway.json"), StandardCharsets.UTF_8);
      return JSONObjectUtils.getInt(JSONObjectUtils.parse(json), "port");
    } catch (IOException | ParseException e) {
      return 8080;
    }
  }
}
