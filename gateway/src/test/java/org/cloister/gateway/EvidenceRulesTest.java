package org.cloister.gateway;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.constructors;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noConstructors;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import org.cloister.audit.LogIdentity;
import org.cloister.audit.Receipt;
import org.cloister.deid.DeidentifiedCase;
import org.cloister.deid.Deidentifier;
import org.cloister.deid.IdentifiedBundle;
import org.cloister.deid.pseudonym.Decryption;
import org.cloister.deid.pseudonym.Reidentification;
import org.cloister.deid.sealing.CaseVault;
import org.cloister.deid.sealing.KeyEncryptionKey;
import org.cloister.deid.sealing.KeyFile;
import org.cloister.deid.sealing.SealedCase;
import org.cloister.deid.sealing.SealedConsentStore;
import org.cloister.deid.sealing.SealedResourceStore;
import org.cloister.gateway.compliance.Oversight;
import org.cloister.gateway.compliance.OversightPermit;
import org.cloister.gateway.compliance.OversightReply;
import org.cloister.gateway.compliance.reidentify.OpenableDomains;
import org.cloister.gateway.compliance.reidentify.Originals;
import org.cloister.gateway.infer.Reply;
import org.cloister.models.Models;
import org.cloister.models.Prediction;
import org.cloister.policies.Caller;
import org.cloister.policies.DeidentificationPermit;
import org.cloister.policies.OversightGrant;
import org.cloister.policies.Permit;
import org.cloister.policies.Policies;
import org.cloister.policies.ReadPermit;

/// Who may make evidence: each kind only the step that it is evidence of. Each rule says what to do
/// instead.
@AnalyzeClasses(packages = "org.cloister", importOptions = ArchitectureTest.Shipped.class)
final class EvidenceRulesTest {
  /// What only one step may make and the next one asks for.
  private static final List<Class<?>> EVIDENCE =
      List.of(
          IdentifiedBundle.class,
          Permit.class,
          ReadPermit.class,
          OversightGrant.class,
          DeidentificationPermit.class,
          DeidentifiedCase.class,
          Prediction.class,
          SealedCase.class,
          Receipt.class,
          Reply.Recorded.class,
          OversightPermit.class,
          OversightReply.Recorded.class,
          Originals.class,
          KeyEncryptionKey.class,
          LogIdentity.class);

  private static final DescribedPredicate<JavaClass> OPEN_DOMAINS =
      describe(
          "open domains",
          type ->
              isWithin(type.getName(), "org.cloister.gateway.compliance.reidentify.DomainOpening"));

  private EvidenceRulesTest() {}

  @ArchTest
  static final ArchRule evidenceIsFinal =
      classes()
          .that(ArchitectureTest.isOneOf(EVIDENCE))
          .should()
          .haveModifier(JavaModifier.FINAL)
          .andShould()
          .notBeRecords()
          .andShould()
          .notBeAssignableTo(java.io.Serializable.class)
          .andShould()
          .notBeAssignableTo(Cloneable.class)
          .because(
              "a subclass, a public record or a stream of bytes would make evidence without its"
                  + " step: use a final class with a constructor that is not public");

  @ArchTest
  static final ArchRule evidenceHasNoPublicConstructor =
      noConstructors()
          .that()
          .areDeclaredInClassesThat(ArchitectureTest.isOneOf(EVIDENCE))
          .should()
          .bePublic()
          .orShould()
          .beProtected()
          .because("whoever can call it can skip the step: let the step's front door make it");

  @ArchTest
  static final ArchRule onlyPoliciesPermit =
      madeOnlyBy(
              List.of(
                  Permit.class,
                  ReadPermit.class,
                  OversightGrant.class,
                  DeidentificationPermit.class),
              List.of(Policies.class.getName()))
          .because("a permit is what Policies decided: ask it");

  @ArchTest
  static final ArchRule onlyOversightLetsOfficersIn =
      madeOnlyBy(
              List.of(OversightPermit.class, OversightReply.Recorded.class),
              List.of(Oversight.class.getName()))
          .because("an officer's act is permitted, done and recorded in one place: use perform");

  @ArchTest
  static final ArchRule onlyApprovedRequestsAreOpened =
      madeOnlyBy(List.of(Originals.class), List.of(OpenableDomains.class.getName()))
          .because("originals are what a domain opened for an approved request: ask it");

  @ArchTest
  static final ArchRule onlyOneDeskReidentifies =
      constructors()
          .that()
          .areDeclaredInClassesThat(ArchitectureTest.isOneOf(List.of(Reidentification.class)))
          .should()
          .onlyBeCalled()
          .byClassesThat(OPEN_DOMAINS)
          .because("codes are opened for two persons' request and with a record, or not at all");

  @ArchTest
  static final ArchRule onlyOneDeskDecrypts =
      methods()
          .that()
          .areDeclaredIn(Decryption.class)
          .and()
          .haveRawReturnType(Decryption.class)
          .should()
          .onlyBeCalled()
          .byClassesThat(OPEN_DOMAINS)
          .because("values are decrypted for two persons' request and with a record");

  @ArchTest
  static final ArchRule onlyTheDeidentifierMakesCases =
      madeOnlyBy(List.of(DeidentifiedCase.class), List.of(Deidentifier.class.getName()))
          .because("a case is what the Deidentifier let through: call it");

  @ArchTest
  static final ArchRule onlyParsingMakesIdentifiedBundles =
      madeOnlyBy(List.of(IdentifiedBundle.class), List.of("org.cloister.deid.BundleReading"))
          .because("a bundle is one patient's only after IdentifiedBundle.parse");

  @ArchTest
  static final ArchRule onlyModelsPredict =
      madeOnlyBy(List.of(Prediction.class), List.of(Models.class.getName()))
          .because("a prediction is what a model said: run it through Models.predict");

  @ArchTest
  static final ArchRule onlyTheVaultSeals =
      madeOnlyBy(
              List.of(SealedCase.class),
              List.of(
                  CaseVault.class.getName(),
                  SealedResourceStore.class.getName(),
                  SealedConsentStore.class.getName()))
          .because("bytes are sealed by CaseVault.seal, or read back by their store");

  @ArchTest
  static final ArchRule onlyTheSequencerGivesReceipts =
      madeOnlyBy(List.of(Receipt.class), List.of("org.cloister.audit.Sequencer"))
          .because("a receipt exists after the commit: append to the AuditLog and wait");

  @ArchTest
  static final ArchRule onlyRecordingReplies =
      madeOnlyBy(List.of(Reply.Recorded.class), List.of("org.cloister.gateway.infer.Recording"))
          .because("no record, no answer: let Recording conclude the call");

  @ArchTest
  static final ArchRule onlyVerifiedTokensNameCallers =
      madeOnlyBy(
              List.of(Caller.class),
              List.of(
                  "org.cloister.gateway.identity.CallerClaims",
                  // Fictional patients only, before the first caller is let in.
                  "org.cloister.gateway.infer.SelfTest"))
          .because("every component of a Caller comes from a verified claim");

  @ArchTest
  static final ArchRule onlyKeyFilesMakeKeys =
      madeOnlyBy(List.of(KeyEncryptionKey.class), List.of(KeyFile.class.getName()))
          .because("a key comes from a file that was checked: KeyFile.load or KeyFile.create");

  private static ArchRule madeOnlyBy(List<Class<?>> evidence, List<String> makers) {
    return constructors()
        .that()
        .areDeclaredInClassesThat(ArchitectureTest.isOneOf(evidence))
        .should()
        .onlyBeCalled()
        .byClassesThat(
            describe(
                "are " + makers,
                type -> makers.stream().anyMatch(maker -> isWithin(type.getName(), maker))));
  }

  /// The class itself, or one inside of it.
  private static boolean isWithin(String type, String outer) {
    return type.equals(outer) || type.startsWith(outer + "$");
  }
}
