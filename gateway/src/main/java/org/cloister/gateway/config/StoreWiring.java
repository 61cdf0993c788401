package org.cloister.gateway.config;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.util.Optional;
import javax.sql.DataSource;
import org.cloister.audit.AuditException;
import org.cloister.audit.AuditLog;
import org.cloister.audit.LogConfig;
import org.cloister.audit.LogIdentity;
import org.cloister.deid.pseudonym.DomainKeyRotation;
import org.cloister.deid.sealing.CaseVault;
import org.cloister.deid.sealing.KeyCacheBounds;
import org.cloister.deid.sealing.KeyRing;
import org.cloister.deid.sealing.KeyRotation;
import org.cloister.deid.sealing.SealedResourceStore;
import org.cloister.deid.sealing.SealingException;
import org.cloister.gateway.config.StoreSettings.External;
import org.cloister.gateway.identity.PrivateFile;
import org.cloister.gateway.infer.ResultVault;
import org.cloister.gateway.keys.DomainKeys;
import org.cloister.gateway.keys.EpochWatch;
import org.cloister.gateway.record.RecordSealer;
import org.cloister.gateway.store.ConnectionPool;
import org.cloister.gateway.store.EmbeddedStore;
import org.cloister.gateway.store.StoreException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The database, the keys, the vault and the log.
@Configuration(proxyBeanMethods = false)
class StoreWiring {
  private static final int REWRAPPED_AT_ONCE = 1000;

  @Bean
  @ConditionalOnMissingBean
  Clock clock() {
    return Clock.systemUTC();
  }

  @Bean
  @ConditionalOnProperty(name = "cloister.store.url", matchIfMissing = true, havingValue = "none")
  EmbeddedStore embeddedStore(StoreSettings store) throws StoreException {
    return EmbeddedStore.start(store.data());
  }

  @Bean
  DataSource dataSource(StoreSettings store, ObjectProvider<EmbeddedStore> embedded)
      throws IOException {
    int connections = store.connections() + 1;
    Optional<External> external = store.external();
    if (external.isPresent()) {
      String password = PrivateFile.read(external.get().passwordFile()).strip();
      return ConnectionPool.open(
          external.get().url(), external.get().username(), password, connections);
    }
    EmbeddedStore local = embedded.getObject();
    return ConnectionPool.open(local.jdbcUrl(), local.user(), local.password(), connections);
  }

  @Bean
  LogIdentity logIdentity(
      KeySettings keys, GatewaySettings gateway, StoreSettings store, AuditSettings audit)
      throws AuditException, IOException {
    return GatewayKeys.log(keys, gateway, store, audit);
  }

  @Bean
  @DependsOnDatabaseInitialization
  CaseVault caseVault(
      DataSource database, KeySettings keys, GatewaySettings gateway, StoreSettings store)
      throws SealingException, IOException {
    return CaseVault.open(
        database,
        KeyRing.load(GatewayKeys.encryption(keys, gateway, store)),
        KeyCacheBounds.standard());
  }

  @Bean
  EpochWatch.Rotations keyRotations(DataSource database, CaseVault vault) {
    return new EpochWatch.Rotations(
        new KeyRotation(database, vault, REWRAPPED_AT_ONCE), new DomainKeyRotation(database));
  }

  @Bean
  EpochWatch.Places keyPlaces(
      KeySettings keys, GatewaySettings gateway, StoreSettings store, DomainKeys domains)
      throws SealingException, IOException {
    return new EpochWatch.Places(
        gateway.tenant(),
        GatewayKeys.encryption(keys, gateway, store),
        Files.createDirectories(store.data().toAbsolutePath()),
        domains);
  }

  @Bean
  EpochWatch epochWatch(
      EpochWatch.Places places,
      EpochWatch.Rotations rotations,
      AuditLog log,
      RecordSealer sealer,
      Clock clock)
      throws SealingException {
    return new EpochWatch(places, rotations, log, sealer, clock).started();
  }

  @Bean
  RecordSealer recordSealer(CaseVault vault) {
    return new RecordSealer(vault);
  }

  @Bean
  ResultVault resultVault(GatewaySettings gateway, CaseVault vault, DataSource database) {
    return new ResultVault(gateway.tenant(), vault, new SealedResourceStore(database));
  }

  @Bean
  @DependsOnDatabaseInitialization
  AuditLog auditLog(
      DataSource database,
      LogIdentity identity,
      RecordSealer sealer,
      AuditSettings audit,
      Clock clock)
      throws AuditException {
    LogConfig standard = LogConfig.defaults();
    LogConfig config =
        new LogConfig(
            audit.queue(),
            standard.batchRecords(),
            standard.batchBytes(),
            standard.storeTimeout(),
            standard.durability());
    return AuditLog.open(database, identity, sealer, config, clock);
  }
}
