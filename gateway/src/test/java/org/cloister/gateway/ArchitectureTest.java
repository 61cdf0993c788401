package org.cloister.gateway;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CheckReturnValue;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.elements.ClassesShouldConjunction;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.cloister.deid.Deidentifier;
import org.cloister.deid.IdentifiedBundle;
import org.jspecify.annotations.NullMarked;

/// What the compiler cannot see: which module may know which, and what no class may do. Each rule
/// says what to do instead. Who may make evidence: [EvidenceRulesTest].
@AnalyzeClasses(packages = "org.cloister", importOptions = ArchitectureTest.Shipped.class)
final class ArchitectureTest {
  /// What a hospital runs: no tests, no test kit, and not the program that builds the shipped
  /// models at build time.
  static final class Shipped implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("/test-classes/")
          && !location.contains("/org/cloister/testkit/")
          && !location.contains("/org/cloister/models/pack/");
    }
  }

  private ArchitectureTest() {}

  // Modules

  @ArchTest
  static final ArchRule policiesKnowNoOtherModule =
      knowsOnly("policies", "org.cloister.policies..")
          .because(
              "data flows policies -> deid -> models: pass a value in instead of calling back");

  @ArchTest
  static final ArchRule deidKnowsPoliciesOnly =
      knowsOnly("deid", "org.cloister.deid..", "org.cloister.policies..")
          .because("de-identification comes before the model: let the gateway hand its result on");

  @ArchTest
  static final ArchRule modelsKnowDeidAndPoliciesOnly =
      knowsOnly("models", "org.cloister.models..", "org.cloister.deid", "org.cloister.policies")
          .because("a model takes a DeidentifiedCase and nothing else of a patient");

  @ArchTest
  static final ArchRule auditKnowsNoOtherModule =
      knowsOnly("audit", "org.cloister.audit..")
          .because("the log has no clinical type: give it facts, a sealed body and riders");

  @ArchTest
  static final ArchRule frameworksStopAtTheGateway =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.cloister.gateway..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.springframework..",
              "jakarta..",
              "org.apache.catalina..",
              "org.apache.tomcat..",
              "io.micrometer..",
              "com.zaxxer..",
              "org.slf4j..")
          .because(
              "the modules are plain Java: constructor in, value out; wire it in gateway.config");

  @ArchTest
  static final ArchRule hapiStaysWhereFhirIsRead =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "org.cloister.deid",
              "org.cloister.deid.fhir",
              "org.cloister.policies.consent",
              "org.cloister.gateway..")
          .should()
          .dependOnClassesThat(resideInAnyPackage("ca.uhn.fhir..", "org.hl7.fhir.."))
          .because(
              "a HAPI object is mutable and holds everything: copy what is needed into a type of"
                  + " ours in deid, deid.fhir or policies.consent");

  @ArchTest
  static final ArchRule modelsAndAuditNeverSeeIdentifiedData =
      noClasses()
          .that(resideInAnyPackage("org.cloister.models..", "org.cloister.audit.."))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("org.cloister.deid.fhir..", "org.cloister.deid.sealing..")
                  .or(isOneOf(IdentifiedBundle.class, Deidentifier.class)))
          .because(
              "identified data ends at the Deidentifier: take a DeidentifiedCase, and let the"
                  + " gateway seal what is stored");

  @ArchTest
  static final ArchRule packagesAreFreeOfCycles =
      slices()
          .matching("org.cloister.(**)")
          .should()
          .beFreeOfCycles()
          .because(
              "a package is read after those it uses: move the shared type to where it belongs");

  /// Otherwise a class in another jar could be put into an evidence type's package, and mint it.
  @ArchTest
  static void everyPackageIsInOneModule(JavaClasses classes) {
    Map<String, Set<String>> places = new TreeMap<>();
    for (JavaClass type : classes) {
      String uri = type.getSource().orElseThrow().getUri().toString();
      String file = type.getName().replaceAll("\\$.*", "").replace('.', '/');
      places
          .computeIfAbsent(type.getPackageName(), name -> new TreeSet<>())
          .add(uri.substring(0, uri.lastIndexOf(file)));
    }
    assertThat(places)
        .isNotEmpty()
        .allSatisfy((name, found) ->
            assertThat(found)
                .as("%s must be in one module: give the second one a package of its own", name)
                .hasSize(1));
  }

  @ArchTest
  static void everyPackageIsNullMarkedAndChecked(JavaClasses classes) {
    Set<String> names = new TreeSet<>();
    classes.forEach(type -> names.add(type.getPackageName()));
    assertThat(names)
        .isNotEmpty()
        .allSatisfy(name -> {
          JavaPackage found = classes.getPackage(name);
          assertThat(
                  found.isAnnotatedWith(NullMarked.class)
                      && found.isAnnotatedWith(CheckReturnValue.class))
              .as("%s needs a package-info.java with @NullMarked and @CheckReturnValue", name)
              .isTrue();
        });
  }

  // What no class does

  @ArchTest
  static final ArchRule onlyTheEntryUsesStandardStreams =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName(Main.class.getName())
          .should(ACCESS_STANDARD_STREAMS)
          .because(
              "a command takes its streams as parameters, and everything else logs or returns");

  @ArchTest
  static final ArchRule timeComesFromAClock =
      noClasses()
          .should()
          .callConstructor(java.util.Date.class)
          .orShould()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .callMethod(java.time.LocalDate.class, "now")
          .orShould()
          .callMethod(java.time.LocalDateTime.class, "now")
          .orShould()
          .callMethod(java.time.OffsetDateTime.class, "now")
          .orShould()
          .callMethod(java.time.ZonedDateTime.class, "now")
          .because("a test must be able to set the time: take a java.time.Clock");

  @ArchTest
  static final ArchRule oneLoggingFacade =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "java.util.logging..", "org.apache.commons.logging..", "org.apache.logging..")
          .because(
              "its records would pass by the one configuration that keeps values out: use SLF4J");

  @ArchTest
  static final ArchRule nothingIsRevivedFromAStream =
      noClasses()
          .should()
          .dependOnClassesThat(
              isOneOf(
                  java.io.ObjectInputStream.class,
                  java.io.ObjectOutputStream.class,
                  java.io.Externalizable.class,
                  java.io.ObjectInputFilter.class))
          .because("deserialization makes objects without their constructors: write JSON or bytes");

  @ArchTest
  static final ArchRule noSerializationHooks =
      noMethods()
          .should()
          .haveName("readObject")
          .orShould()
          .haveName("readResolve")
          .orShould()
          .haveName("readExternal")
          .orShould()
          .haveName("writeReplace")
          .because("deserialization makes objects without their constructors: write JSON or bytes");

  @ArchTest
  static final ArchRule aCallTouchesNoFile =
      noClasses()
          .that(
              resideInAnyPackage(
                  "org.cloister.deid",
                  "org.cloister.deid.fhir",
                  "org.cloister.policies.consent",
                  "org.cloister.gateway.infer",
                  "org.cloister.gateway.http",
                  "org.cloister.gateway.answer",
                  "org.cloister.gateway.record"))
          .should()
          .dependOnClassesThat(
              resideInAPackage("java.nio.file..")
                  .or(
                      isOneOf(
                          java.io.File.class,
                          java.io.FileOutputStream.class,
                          java.io.FileWriter.class,
                          java.io.RandomAccessFile.class,
                          java.nio.channels.FileChannel.class)))
          .because("identified data is never at rest in clear: seal it and let the log commit it");

  // How a rule is said

  private static ClassesShouldConjunction knowsOnly(String module, String... packages) {
    return classes()
        .that()
        .resideInAPackage("org.cloister." + module + "..")
        .should()
        .onlyDependOnClassesThat(
            resideOutsideOfPackage("org.cloister..").or(resideInAnyPackage(packages)));
  }

  private static DescribedPredicate<JavaClass> isOneOf(Class<?>... types) {
    return isOneOf(List.of(types));
  }

  static DescribedPredicate<JavaClass> isOneOf(List<Class<?>> types) {
    List<String> names = types.stream().map(Class::getName).toList();
    return describe("are one of " + names, type -> names.contains(type.getName()));
  }
}
