package org.cloister.gateway.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.parser.StrictErrorHandler;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import ca.uhn.fhir.validation.SingleValidationMessage;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.PrePopulatedValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.SnapshotGeneratingValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Resource;

/// The two judges of what leaves the gateway: HAPI's strict parser, which every machine has, and
/// its instance validator with the AI Transparency profiles and current HL7 terminology, which need
/// the development data.
public final class Validation {
  private static final FhirContext FHIR = FhirContext.forR4Cached();

  private Validation() {}

  /// Fails on an unknown element, a wrong cardinality of JSON or a value that is not of its type.
  public static <T extends Resource> T strictly(Class<T> type, byte[] json) {
    IParser parser = FHIR.newJsonParser();
    parser.setParserErrorHandler(new StrictErrorHandler());
    // The ids in the resources are ours to check, not those of the Bundle's entries.
    parser.setOverrideResourceIdWithBundleEntryFullUrl(false);
    return parser.parseResource(type, new String(json, StandardCharsets.UTF_8));
  }

  /// The errors and warnings of the instance validator; skips the test where it has no data.
  public static List<SingleValidationMessage> problems(byte[] json) {
    return Holder.VALIDATOR
        .validateWithResult(new String(json, StandardCharsets.UTF_8))
        .getMessages()
        .stream()
        .filter(message -> message.getSeverity().compareTo(ResultSeverityEnum.WARNING) >= 0)
        .toList();
  }

  public static void assertNoErrors(byte[] json) {
    assertThat(problems(json))
        .filteredOn(message -> message.getSeverity().compareTo(ResultSeverityEnum.ERROR) >= 0)
        .isEmpty();
  }

  public static void assumeSharedData() {
    assumeTrue(hasSharedData(), "skipped: no shared data");
  }

  public static boolean hasSharedData() {
    return Files.isDirectory(fhirData());
  }

  private static Path fhirData() {
    return Path.of(System.getProperty("cloister.shared", "absent"), "data", "fhir");
  }

  /// Made on first use: the validator takes seconds to start.
  private static final class Holder {
    private static final FhirValidator VALIDATOR = validator();

    private static FhirValidator validator() {
      PrePopulatedValidationSupport ours = new PrePopulatedValidationSupport(FHIR);
      for (Path folder :
          List.of(fhirData().resolve("terminology"), fhirData().resolve("ai-transparency"))) {
        definitions(folder).forEach(ours::addResource);
      }
      ConformanceTest.conformance().definitions().stream()
          .filter(definition -> !definition.type().equals("OperationDefinition"))
          .map(definition ->
              FHIR.newJsonParser()
                  .parseResource(new String(definition.json(), StandardCharsets.UTF_8)))
          .forEach(ours::addResource);
      balp().forEach(ours::addResource);
      // Ours first: HAPI's own 2018 ObservationValue does not know AIAST and would answer for it.
      IValidationSupport chain =
          new ValidationSupportChain(
              ours,
              new DefaultProfileValidationSupport(FHIR),
              new CommonCodeSystemsTerminologyService(FHIR),
              new InMemoryTerminologyServerValidationSupport(FHIR),
              new SnapshotGeneratingValidationSupport(FHIR));
      FhirInstanceValidator instance = new FhirInstanceValidator(chain);
      return FHIR.newValidator().registerValidatorModule(instance);
    }

    /// IHE BALP, in one file.
    private static List<IBaseResource> balp() {
      Path file = fhirData().resolveSibling("audit/balp/balp-1.1.5-current-conformance.json");
      try {
        List<IBaseResource> definitions = new ArrayList<>();
        for (JsonNode definition : new ObjectMapper().readTree(Files.readString(file))) {
          definitions.add(FHIR.newJsonParser().parseResource(definition.toString()));
        }
        return definitions;
      } catch (IOException e) {
        throw new UncheckedIOException("shared data cannot be read", e);
      }
    }

    private static List<IBaseResource> definitions(Path folder) {
      List<IBaseResource> definitions = new ArrayList<>();
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.sorted().toList()) {
          String name = String.valueOf(file.getFileName());
          if (name.matches("(CodeSystem|ValueSet|StructureDefinition)-.*[.]json")) {
            definitions.add(FHIR.newJsonParser().parseResource(Files.readString(file)));
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException("shared data cannot be read", e);
      }
      return definitions;
    }
  }
}
