package org.cloister.gateway.config;

import ca.uhn.fhir.context.FhirContext;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.cloister.audit.AuditException;
import org.cloister.audit.AuditLog;
import org.cloister.deid.Deidentifier;
import org.cloister.deid.fhir.FhirReader;
import org.cloister.deid.fhir.Limits;
import org.cloister.gateway.answer.AnswerWriter;
import org.cloister.gateway.answer.Conformance;
import org.cloister.gateway.compliance.erasure.Erasures;
import org.cloister.gateway.compliance.erasure.Minors;
import org.cloister.gateway.compliance.restriction.RestrictionRegister;
import org.cloister.gateway.consent.ConsentRegister;
import org.cloister.gateway.event.AuditEventSearch;
import org.cloister.gateway.event.AuditEventWriter;
import org.cloister.gateway.event.EventDefinitions;
import org.cloister.gateway.event.EventQueryParser;
import org.cloister.gateway.http.SmartController;
import org.cloister.gateway.identity.CallerAuthenticator;
import org.cloister.gateway.identity.DemoIssuer;
import org.cloister.gateway.identity.IssuerDiscovery;
import org.cloister.gateway.identity.IssuerKeys;
import org.cloister.gateway.identity.KeyFreshness;
import org.cloister.gateway.identity.KeySource;
import org.cloister.gateway.identity.SmartConfiguration;
import org.cloister.gateway.identity.TokenAlgorithm;
import org.cloister.gateway.identity.TokenRules;
import org.cloister.gateway.infer.Admission;
import org.cloister.gateway.infer.ConsentDesk;
import org.cloister.gateway.infer.InferencePipeline;
import org.cloister.gateway.infer.Interpreter;
import org.cloister.gateway.infer.Metering;
import org.cloister.gateway.infer.PipelineParts;
import org.cloister.gateway.infer.Recording;
import org.cloister.gateway.infer.ResultReader;
import org.cloister.gateway.infer.ResultVault;
import org.cloister.gateway.infer.SelfTest;
import org.cloister.gateway.record.RecordSealer;
import org.cloister.models.ModelException;
import org.cloister.models.ModelRepository;
import org.cloister.models.Models;
import org.cloister.models.TrustedKeys;
import org.cloister.models.metering.EnergyMeter;
import org.cloister.policies.Policies;
import org.cloister.policies.PolicyException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The stages of the pipeline, in their order, and the pipeline itself.
@Configuration(proxyBeanMethods = false)
class PipelineWiring {
  /// What `$infer`, `$deidentify` and the reading of results can be granted by.
  private static final List<String> SCOPES =
      List.of(
          "system/*.rs",
          "system/Observation.c",
          "system/RiskAssessment.c",
          "system/Bundle.c",
          "system/Consent.cu",
          "user/*.rs",
          "user/Bundle.c",
          "user/Observation.c",
          "user/RiskAssessment.c");

  @Bean
  FhirBase fhirBase(GatewaySettings gateway, @Value("${server.port:8080}") int port) {
    return FhirBase.of(gateway, port);
  }

  @Bean
  @ConditionalOnBooleanProperty("cloister.gateway.demo")
  DemoIssuer demoIssuer(StoreSettings store, GatewaySettings gateway, FhirBase base)
      throws IOException {
    return DemoIssuer.open(store.data(), base.server(), base.text(), gateway.tenant());
  }

  @Bean
  TokenRules tokenRules(IdentitySettings identity, FhirBase base, ObjectProvider<DemoIssuer> demo) {
    return new TokenRules(
        issuer(identity, demo.getIfAvailable()).toString(),
        identity.audience() == null ? base.text() : identity.audience(),
        Set.of(TokenAlgorithm.values()),
        identity.clockSkew());
  }

  @Bean
  IssuerKeys issuerKeys(IdentitySettings identity, ObjectProvider<DemoIssuer> demo, Clock clock) {
    DemoIssuer demoIssuer = demo.getIfAvailable();
    URI issuer = issuer(identity, demoIssuer);
    KeySource keys =
        demoIssuer != null
            ? demoIssuer.keySource()
            : identity.jwks() != null
                ? KeySource.at(identity.jwks())
                : KeySource.discoveredFrom(issuer, clock);
    return new IssuerKeys(keys, KeyFreshness.standard(), clock);
  }

  /// Red after a fetch of the issuer's keys has failed: known keys are used on for a while, and
  /// then nobody gets in.
  @Bean
  HealthIndicator issuerHealthIndicator(IssuerKeys keys) {
    return () -> keys.failedAt().isEmpty() ? Health.up().build() : Health.down().build();
  }

  @Bean
  CallerAuthenticator callerAuthenticator(TokenRules rules, IssuerKeys keys, Clock clock) {
    return new CallerAuthenticator(rules, keys, clock);
  }

  @Bean
  SmartController.Source smartConfiguration(
      IdentitySettings identity, ObjectProvider<DemoIssuer> demo, Clock clock) {
    DemoIssuer demoIssuer = demo.getIfAvailable();
    if (demoIssuer != null) {
      return () -> new SmartConfiguration(demoIssuer.endpoints(), demoIssuer.scopes()).toJson();
    }
    // Looked up when asked for, so that the gateway starts while its issuer is down.
    IssuerDiscovery discovery = new IssuerDiscovery(issuer(identity, null), clock);
    return () -> new SmartConfiguration(discovery.endpoints(), SCOPES).toJson();
  }

  private static URI issuer(IdentitySettings identity, @Nullable DemoIssuer demo) {
    if (demo != null) {
      if (identity.issuer() != null || identity.jwks() != null) {
        throw new IllegalStateException(
            "cloister.gateway.demo=true starts an issuer of its own, and cloister.identity names"
                + " another: set one of the two");
      }
      return demo.endpoints().issuer();
    }
    if (identity.issuer() == null) {
      throw new IllegalStateException(
          "cloister.identity.issuer is not set: name the hospital's OpenID provider");
    }
    return identity.issuer();
  }

  /// One for the process: it holds the whole of FHIR R4 and takes seconds to make.
  @Bean
  FhirContext fhirContext() {
    return FhirContext.forR4Cached();
  }

  @Bean
  FhirReader fhirReader(FhirContext fhir, ReadingSettings reading) {
    return new FhirReader(
        fhir, new Limits(Math.toIntExact(reading.maxBody().toBytes()), reading.maxDepth()));
  }

  @Bean
  Policies policies(PolicySettings settings, IdentitySettings identity) throws PolicyException {
    Policies policies =
        settings.directory() == null
            ? Policies.shipped()
            : Policies.fromDirectory(settings.directory());
    return policies.requiring(identity.signIn().stream().map(SignInSettings::rule).toList());
  }

  @Bean
  Deidentifier deidentifier(Clock clock) {
    return new Deidentifier(clock);
  }

  @Bean
  Models models(ModelSettings settings) throws ModelException {
    return Models.open(
        settings.directory() == null
            ? ModelRepository.shipped()
            : ModelRepository.shippedAnd(
                settings.directory(), TrustedKeys.load(settings.trustedKeys())));
  }

  @Bean
  Metering metering(MeteringSettings settings, MeterRegistry registry) {
    return new Metering(settings.tariff(), EnergyMeter.system(), registry);
  }

  @Bean
  Interpreter interpreter(FhirBase base, Models models, Metering metering) {
    return new Interpreter(base.text(), models, new AnswerWriter(), metering);
  }

  @Bean
  Conformance conformance(
      FhirContext fhir,
      FhirBase base,
      Interpreter interpreter,
      ObjectProvider<BuildProperties> build) {
    BuildProperties properties = build.getIfAvailable();
    Instant known = properties == null ? null : properties.getTime();
    Instant built = known == null ? Instant.EPOCH : known;
    EventDefinitions events = new EventDefinitions(built);
    return new Conformance(
        fhir,
        base.text(),
        built,
        interpreter.catalogue(),
        new Conformance.Further(List.of(events.capability()), events.all()));
  }

  @Bean
  PipelineParts pipelineParts(
      GatewaySettings gateway,
      CallerAuthenticator authenticator,
      FhirReader reader,
      Policies policies,
      Deidentifier deidentifier,
      Models models,
      Interpreter interpreter,
      ResultVault results,
      ConsentRegister consents,
      RestrictionRegister restrictions) {
    return new PipelineParts(
        gateway.tenant(),
        authenticator,
        reader,
        policies,
        deidentifier,
        models,
        interpreter,
        results,
        consents,
        restrictions);
  }

  @Bean
  Recording recording(
      AuditLog log, RecordSealer sealer, Recording.Terms terms, Metering metering, Clock clock) {
    return new Recording(log, sealer, terms, metering, clock);
  }

  @Bean
  Recording.Terms recordingTerms(GatewaySettings gateway, FhirBase base, Minors minors) {
    return new Recording.Terms(gateway.tenant(), base.text(), gateway.deadline(), minors);
  }

  @Bean
  SelfTest selfTest(PipelineParts parts, Metering metering, Clock clock) {
    return new SelfTest(parts, metering, clock);
  }

  @Bean
  Admission admission(GatewaySettings gateway) {
    return new Admission(gateway.maxConcurrent());
  }

  /// The pipeline exists only after it has passed its own test.
  @Bean
  InferencePipeline inferencePipeline(
      PipelineParts parts,
      Admission admission,
      Recording recording,
      SelfTest selfTest,
      AuditLog log,
      RecordSealer sealer)
      throws AuditException {
    selfTest.run(log, sealer);
    return new InferencePipeline(parts, admission, recording);
  }

  @Bean
  EventQueryParser eventQueryParser(RecordSealer sealer, GatewaySettings gateway) {
    return new EventQueryParser(sealer, gateway.tenant());
  }

  @Bean
  AuditEventSearch auditEventSearch(
      AuditLog log, Erasures erasures, FhirBase base, GatewaySettings gateway) {
    return new AuditEventSearch(
        log, new AuditEventWriter(base.text(), gateway.tenant()), erasures, base.text());
  }

  @Bean
  ConsentDesk consentDesk(PipelineParts parts, Recording recording) {
    return new ConsentDesk(parts, recording);
  }

  @Bean
  ResultReader resultReader(PipelineParts parts, Recording recording) {
    return new ResultReader(parts, recording);
  }
}
