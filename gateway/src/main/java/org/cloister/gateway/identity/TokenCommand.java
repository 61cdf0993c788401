package org.cloister.gateway.identity;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cloister.policies.PurposeOfUse;

/// `./cloister token`: prints one access token of the running demo issuer, and nothing else.
///
/// Exit code 0: printed. 1: no running gateway, or the issuer refused. 2: wrong usage.
public final class TokenCommand {
  static final String USAGE =
      """
      Usage: ./cloister token --client NAME [options]

      Prints an access token from the running demo issuer, alone on standard output.

        --client NAME    %s
        --scope "S ..."  SMART scopes; without it, all that the client may have
        --purpose P      restrict the token to one purpose of use (TREAT, ETREAT, HOPERAT, HRESCH,
                         HCOMPL, PATRQT, HLEGAL)
        --patient ID     restrict the token to one patient (ehr-patient needs it)
        --user NAME      the person behind the client: officer-1 or officer-2 for officer,
                         dr-ames, dr-brandt or nurse-cole for ehr, dr-dorn or dr-ekman for emergency
        --data DIR       data directory of the gateway (default: $CLOISTER_DATA, or data)
        --port N         port of the gateway (default: as DIR/gateway.json says, or 8080)
        --help           this text

      Exit code: 0 printed, 1 not running or refused, 2 wrong usage.
      """
          .formatted(String.join(", ", DemoClient.names()));

  private static final List<String> OPTIONS =
      List.of("--client", "--scope", "--purpose", "--patient", "--user", "--data", "--port");
  private static final int DEFAULT_PORT = 8080;

  private TokenCommand() {}

  public static int run(String[] args, PrintStream out, PrintStream err) {
    if (List.of(args).contains("--help")) {
      out.print(USAGE);
      return 0;
    }
    try {
      out.println(token(options(args)));
      return 0;
    } catch (Failure e) {
      err.println("cloister token: " + e.getMessage());
      return e.exitCode;
    }
  }

  private static Map<String, String> options(String[] args) throws Failure {
    Map<String, String> options = new HashMap<>();
    for (int i = 0; i < args.length; i += 2) {
      if (!OPTIONS.contains(args[i])) {
        throw new Failure(2, "unknown option " + args[i] + " (see --help)");
      }
      if (i + 1 == args.length) {
        throw new Failure(2, args[i] + " needs a value (see --help)");
      }
      if (options.put(args[i], args[i + 1]) != null) {
        throw new Failure(2, args[i] + " is given twice");
      }
    }
    return options;
  }

  private static String token(Map<String, String> options) throws Failure {
    DemoClient client = client(options);
    checkPurpose(client, options);
    checkUser(client, options);
    Path data = dataDirectory(options);
    int port = port(options, data);
    TokenClient.TokenRequest request =
        new TokenClient.TokenRequest(
            client,
            Optional.ofNullable(options.get("--scope")),
            Optional.ofNullable(options.get("--purpose")),
            Optional.ofNullable(options.get("--patient")),
            Optional.ofNullable(options.get("--user")));
    try {
      return switch (new TokenClient(data, port).request(request)) {
        case TokenClient.Granted(TokenClient.AccessToken token) -> token.reveal();
        case TokenClient.Refused(String error, String description) ->
            throw new Failure(1, refusal(client, error, description));
      };
    } catch (NoSuchFileException e) {
      throw new Failure(
          1, "no client secrets in " + data + " (start the gateway once, or name its --data)");
    } catch (FileSystemException e) {
      throw new Failure(1, "the client's secret cannot be used: " + e.getMessage());
    } catch (IOException e) {
      throw new Failure(
          1,
          "no answer from the issuer on 127.0.0.1:"
              + port
              + " (is ./cloister serve running?): "
              + e.getMessage());
    }
  }

  private static String refusal(DemoClient client, String error, String description) {
    return switch (error) {
      case "invalid_client" -> "the issuer does not accept this secret: is --data the gateway's?";
      case "invalid_scope" ->
          client.clientId() + " may have only the scopes " + String.join(" ", client.scopes());
      default -> "refused: " + error + (description.isEmpty() ? "" : " (" + description + ")");
    };
  }

  private static DemoClient client(Map<String, String> options) throws Failure {
    String known = "clients: " + String.join(", ", DemoClient.names());
    String name = options.get("--client");
    if (name == null) {
      throw new Failure(2, "--client is required; " + known);
    }
    return DemoClient.named(name)
        .orElseThrow(() -> new Failure(2, "unknown client " + name + "; " + known));
  }

  private static void checkPurpose(DemoClient client, Map<String, String> options) throws Failure {
    String code = options.get("--purpose");
    if (code != null && PurposeOfUse.parse(code).filter(client.purposes()::contains).isEmpty()) {
      throw new Failure(
          2,
          "purpose "
              + code
              + " is not allowed for "
              + client.clientId()
              + "; allowed: "
              + String.join(", ", client.purposes().stream().map(Enum::name).toList()));
    }
  }

  private static void checkUser(DemoClient client, Map<String, String> options) throws Failure {
    String user = options.get("--user");
    if (user != null && !client.users().contains(user)) {
      throw new Failure(
          2,
          client.users().isEmpty()
              ? client.clientId() + " has no users"
              : "users of " + client.clientId() + ": " + String.join(", ", client.users()));
    }
  }

  private static Path dataDirectory(Map<String, String> options) {
    String named = options.get("--data");
    String environment = System.getenv("CLOISTER_DATA");
    return Path.of(named != null ? named : environment != null ? environment : "data");
  }

  private static int port(Map<String, String> options, Path data) throws Failure {
    String named = options.get("--port");
    try {
      int port = named == null ? runningPort(data) : Integer.parseInt(named);
      if (port > 0 && port < 65536) {
        return port;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new Failure(2, "--port must be a number from 1 to 65535");
  }

  /// As the running gateway wrote it down.
  private static int runningPort(Path data) {
    try {
      String json = Files.readString(data.resolve("gateway.json"), StandardCharsets.UTF_8);
      return JSONObjectUtils.getInt(JSONObjectUtils.parse(json), "port");
    } catch (IOException | ParseException e) {
      return DEFAULT_PORT;
    }
  }

  /// One line for the user.
  private static final class Failure extends Exception {
    private static final long serialVersionUID = 1L;
    private final int exitCode;

    Failure(int exitCode, String message) {
      super(message);
      this.exitCode = exitCode;
    }
  }
}
