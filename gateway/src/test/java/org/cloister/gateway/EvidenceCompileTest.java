package org.cloister.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.cloister.audit.LogIdentity;
import org.cloister.audit.Receipt;
import org.cloister.deid.DeidentifiedCase;
import org.cloister.deid.IdentifiedBundle;
import org.cloister.deid.sealing.KeyEncryptionKey;
import org.cloister.deid.sealing.SealedCase;
import org.cloister.gateway.compliance.OversightPermit;
import org.cloister.gateway.compliance.OversightReply;
import org.cloister.gateway.infer.Reply;
import org.cloister.models.Prediction;
import org.cloister.policies.ConsentWritePermit;
import org.cloister.policies.Decision;
import org.cloister.policies.DeidentificationPermit;
import org.cloister.policies.OversightGrant;
import org.cloister.policies.Permit;
import org.cloister.policies.ReadPermit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Skipping a step of the pipeline does not compile. Each variant of a correct program leaves one
/// step out, and the compiler must refuse exactly that line.
///
/// What a compiler cannot refuse is a null (NullAway does, in this build), reflection, and a class
/// that is put into the package of an evidence type ([ArchitectureTest] says who may make one).
final class EvidenceCompileTest {
  private static final String STRANGER =
      """
      package elsewhere;

      import java.util.*;
      import org.cloister.audit.*;
      import org.cloister.deid.*;
      import org.cloister.deid.sealing.*;
      import org.cloister.gateway.identity.*;
      import org.cloister.models.*;
      import org.cloister.policies.*;

      final class Program {
        Optional<Prediction> infer(
            Authentication who, ParsedBundle parsed, AccessRequest request, Safelist safelist,
            Policies policies, Deidentifier deidentifier, Models models) {
          return switch (who) {
            case Authentication.Unauthenticated(var cause) -> Optional.empty();
            case Authentication.Authenticated(Caller caller) -> switch (parsed) {
              case ParsedBundle.Refused(var violations) -> Optional.empty();
              case ParsedBundle.Accepted(IdentifiedBundle bundle) -> switch (policies.decide(request)) {
                case Decision.Denied(var reason, var trace) -> Optional.empty();
                case Decision.Permitted(Permit permit) -> switch (
                    deidentifier.deidentify(bundle, permit, safelist, Optional.empty())) {
                  case Deidentified.Insufficient(var problems) -> Optional.empty();
                  case Deidentified.Released(DeidentifiedCase released, var used) -> switch (
                      models.predict(released)) {
                    case ModelResult.Refused(var problems) -> Optional.empty();
                    case ModelResult.Predicted(Prediction prediction) -> Optional.of(prediction);
                  };
                };
              };
            };
          };
        }

        boolean mayRead(Policies policies, ReadRequest request) {
          return switch (policies.decideRead(request)) {
            case ReadDecision.Denied(var reason, var trace) -> false;
            case ReadDecision.Permitted(ReadPermit permit) -> true;
          };
        }

        SealedResourceRow row(CaseVault vault, ResourceAddress address, byte[] resource)
            throws SealingException {
          return new SealedResourceRow(address, vault.seal(address.context("hospital"), resource));
        }
      }
      """;

  private static final String RECORDING =
      """
      package org.cloister.gateway.infer;

      import java.util.*;
      import org.cloister.audit.*;

      final class Program {
        Reply.Recorded reply(Receipt receipt, byte[] body) {
          return new Reply.Recorded(receipt, 200, body, Optional.empty(), 2, 1);
        }

        int status(Reply reply) {
          return switch (reply) {
            case Reply.Unrecorded() -> 503;
            case Reply.Recorded recorded -> recorded.status();
          };
        }
      }
      """;

  private static final String NOT_EXHAUSTIVE = "compiler.err.not.exhaustive";
  private static final String WRONG_ARGUMENTS = "compiler.err.cant.apply.symbol";
  private static final String WRONG_TYPE = "compiler.err.prob.found.req";
  private static final String NOT_VISIBLE = "compiler.err.not.def.public.cant.access";
  private static final String PRIVATE = "compiler.err.report.access";

  /// A program with one fault.
  ///
  /// @param name what is skipped
  /// @param program the correct one
  /// @param line a piece of it, and what stands there instead
  /// @param refusedAt a piece of the line that the compiler must refuse
  /// @param reason its diagnostic code
  record Fault(
      String name, String program, String line, String instead, String refusedAt, String reason) {
    String faulty() {
      assertThat(program).as("the line that is replaced").containsOnlyOnce(line);
      return program.replace(line, instead);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /// A value of an evidence type from anywhere but the step that makes it.
  private static Fault minted(Class<?> type) {
    Constructor<?> constructor = type.getDeclaredConstructors()[0];
    return minted(type, "", Modifier.isPrivate(constructor.getModifiers()) ? PRIVATE : NOT_VISIBLE);
  }

  private static Fault minted(Class<?> type, String body, String reason) {
    String arguments =
        Stream.of(type.getDeclaredConstructors())
            .flatMap(constructor -> Stream.of(constructor.getParameterTypes()))
            .map(parameter -> parameter.isPrimitive() ? "0" : "null")
            .collect(Collectors.joining(", "));
    String expression = "new " + type.getCanonicalName() + "(" + arguments + ")" + body;
    String line = "    return switch (who) {\n";
    return new Fault(
        "has " + expression,
        STRANGER,
        line,
        "    var minted = " + expression + ";\n" + line,
        expression,
        reason);
  }

  private static Fault forgotten(String name, String program, String line, String refusedAt) {
    return new Fault("forgets " + name, program, line, "", refusedAt, NOT_EXHAUSTIVE);
  }

  static Stream<Fault> stepsSkipped() {
    return Stream.of(
        new Fault(
            "predicts without de-identifying",
            STRANGER,
            "models.predict(released)",
            "models.predict(bundle)",
            "models.predict(bundle)",
            WRONG_TYPE),
        new Fault(
            "de-identifies without a permit",
            STRANGER,
            "deidentify(bundle, permit, safelist, Optional.empty())",
            "deidentify(bundle, safelist, Optional.empty())",
            "deidentify(bundle, safelist",
            WRONG_ARGUMENTS),
        new Fault(
            "de-identifies with a permit to read",
            STRANGER,
            "case Decision.Permitted(Permit permit)",
            "case Decision.Permitted(ReadPermit permit)",
            "Decision.Permitted(ReadPermit permit)",
            WRONG_TYPE),
        new Fault(
            "de-identifies a Bundle that was not parsed",
            STRANGER,
            "deidentify(bundle, permit,",
            "deidentify(new org.hl7.fhir.r4.model.Bundle(), permit,",
            "deidentify(new org.hl7.fhir.r4.model.Bundle()",
            WRONG_TYPE),
        new Fault(
            "stores bytes that are not sealed",
            STRANGER,
            "vault.seal(address.context(\"hospital\"), resource)",
            "resource",
            "new SealedResourceRow(address, resource)",
            WRONG_TYPE),
        new Fault(
            "replies without a receipt",
            RECORDING,
            "new Reply.Recorded(receipt, 200,",
            "new Reply.Recorded(200,",
            "new Reply.Recorded(200,",
            WRONG_ARGUMENTS),
        new Fault(
            "replies with the id of a record instead of its receipt",
            RECORDING,
            "new Reply.Recorded(receipt, 200,",
            "new Reply.Recorded(RecordId.random(), 200,",
            "new Reply.Recorded(RecordId.random()",
            WRONG_TYPE));
  }

  static Stream<Fault> evidenceMinted() {
    return Stream.of(
        minted(Permit.class),
        minted(ReadPermit.class),
        minted(ConsentWritePermit.class),
        minted(DeidentificationPermit.class),
        minted(OversightGrant.class),
        minted(OversightPermit.class),
        minted(IdentifiedBundle.class),
        minted(DeidentifiedCase.class),
        minted(Prediction.class),
        minted(SealedCase.class),
        minted(KeyEncryptionKey.class),
        minted(Receipt.class),
        minted(LogIdentity.class),
        minted(Reply.Recorded.class),
        minted(OversightReply.Recorded.class),
        minted(Decision.class, " {}", "compiler.err.local.classes.cant.extend.sealed"),
        minted(Reply.class, " {}", "compiler.err.local.classes.cant.extend.sealed"));
  }

  static Stream<Fault> casesForgotten() {
    return Stream.of(
        forgotten(
            "the caller who is nobody",
            STRANGER,
            "case Authentication.Unauthenticated(var cause) -> Optional.empty();",
            "return switch (who)"),
        forgotten(
            "the Bundle that is none",
            STRANGER,
            "case ParsedBundle.Refused(var violations) -> Optional.empty();",
            "switch (parsed)"),
        forgotten(
            "the denial",
            STRANGER,
            "case Decision.Denied(var reason, var trace) -> Optional.empty();",
            "switch (policies.decide(request))"),
        forgotten(
            "the case that lacks an input",
            STRANGER,
            "case Deidentified.Insufficient(var problems) -> Optional.empty();",
            "case Decision.Permitted(Permit permit) -> switch ("),
        forgotten(
            "the model that refuses",
            STRANGER,
            "case ModelResult.Refused(var problems) -> Optional.empty();",
            "case Deidentified.Released(DeidentifiedCase released, var used) -> switch ("),
        forgotten(
            "the read that is denied",
            STRANGER,
            "case ReadDecision.Denied(var reason, var trace) -> false;",
            "switch (policies.decideRead(request))"),
        forgotten(
            "the log that cannot be written",
            RECORDING,
            "case Reply.Unrecorded() -> 503;",
            "switch (reply)"));
  }

  private static final JavaCompiler COMPILER =
      Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "tests need a JDK");

  @SuppressWarnings("NullAway.Init") // set once, before the first test
  private static StandardJavaFileManager files;

  @BeforeAll
  static void openClassPath(@TempDir Path output) throws IOException {
    files = COMPILER.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8);
    files.setLocationFromPaths(
        StandardLocation.CLASS_PATH,
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(entry -> !entry.isEmpty())
            .map(Path::of)
            .toList());
    files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(output));
  }

  @AfterAll
  static void closeClassPath() throws IOException {
    files.close();
  }

  @Test
  void theWholePipelineCompiles() {
    assertThat(errors(STRANGER)).isEmpty();
    assertThat(errors(RECORDING)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource({"stepsSkipped", "evidenceMinted", "casesForgotten"})
  void aProgramIsRefusedThat(Fault fault) {
    String program = fault.faulty();
    List<Diagnostic<? extends JavaFileObject>> errors = errors(program);
    assertThat(errors).isNotEmpty();
    // Further ones follow from the first.
    Diagnostic<? extends JavaFileObject> error = errors.getFirst();
    assertThat(program.lines().toList().get((int) error.getLineNumber() - 1))
        .as("the line that is refused")
        .contains(fault.refusedAt());
    assertThat(error.getCode()).isEqualTo(fault.reason());
  }

  private static List<Diagnostic<? extends JavaFileObject>> errors(String program) {
    DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
    Boolean _ =
        COMPILER
            .getTask(
                null,
                files,
                diagnostics,
                List.of("-proc:none", "-XDshould-stop.ifNoError=FLOW"),
                null,
                List.of(new Source(program)))
            .call();
    return diagnostics.getDiagnostics().stream()
        .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
        .toList();
  }

  /// A source file that exists in memory only.
  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String text) {
      super(URI.create("string:///Program.java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
