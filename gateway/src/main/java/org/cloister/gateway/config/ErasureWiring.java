package org.cloister.gateway.config;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import javax.sql.DataSource;
import org.cloister.audit.AuditException;
import org.cloister.audit.AuditLog;
import org.cloister.deid.sealing.CaseVault;
import org.cloister.deid.sealing.SubjectIndex;
import org.cloister.gateway.compliance.erasure.Disposal;
import org.cloister.gateway.compliance.erasure.DisposalJob;
import org.cloister.gateway.compliance.erasure.ErasureDesk;
import org.cloister.gateway.compliance.erasure.ErasureJournal;
import org.cloister.gateway.compliance.erasure.ErasureLock;
import org.cloister.gateway.compliance.erasure.Erasures;
import org.cloister.gateway.compliance.erasure.HoldDesk;
import org.cloister.gateway.compliance.erasure.JournalReplay;
import org.cloister.gateway.compliance.erasure.Minors;
import org.cloister.gateway.compliance.erasure.ShortMemory;
import org.cloister.gateway.consent.ConsentRegister;
import org.cloister.gateway.identity.CallerAuthenticator;
import org.cloister.gateway.record.RecordSealer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Erasure and what it needs. The journal is replayed while the beans are made, which is before the
/// web server takes its first request.
@Configuration(proxyBeanMethods = false)
class ErasureWiring {
  private static final Logger LOG = LoggerFactory.getLogger(ErasureWiring.class);

  @Bean
  ErasureJournal erasureJournal(ErasureSettings settings, StoreSettings store, Clock clock)
      throws IOException {
    Path file = settings.journal();
    if (file == null) {
      file = store.data().toAbsolutePath().resolve("erasure.journal");
      LOG.info(
          "cloister.erasure.journal is not set: {} shares the fate of the database's directory",
          file);
    }
    return ErasureJournal.open(file, settings.backupHorizon(), clock.instant());
  }

  @Bean
  ErasureLock erasureLock() {
    return new ErasureLock();
  }

  @Bean
  ShortMemory consentMemory(ConsentRegister consents) {
    return person -> consents.forget(new SubjectIndex(HexFormat.of().parseHex(person.key())));
  }

  @Bean
  ShortMemory tokenMemory(CallerAuthenticator authenticator) {
    return _ -> authenticator.forget();
  }

  @Bean
  Erasures erasures(
      Erasures.Parts parts,
      ErasureJournal journal,
      Erasures.Surroundings surroundings,
      RetentionSettings retention,
      Clock clock) {
    return new Erasures(parts, journal, surroundings, retention.retention(), clock);
  }

  @Bean
  Erasures.Surroundings erasureSurroundings(ErasureLock lock, List<ShortMemory> memories) {
    return new Erasures.Surroundings(lock, memories);
  }

  @Bean
  Erasures.Parts erasureParts(
      GatewaySettings gateway,
      CaseVault vault,
      RecordSealer sealer,
      DataSource database,
      AuditLog log) {
    return new Erasures.Parts(gateway.tenant(), vault, sealer, database, log);
  }

  @Bean
  JournalReplay journalReplay(
      ErasureJournal journal, Erasures erasures, AuditLog log, DataSource database, Clock clock)
      throws IOException, AuditException, SQLException {
    JournalReplay replay = new JournalReplay(journal, erasures, log, database, clock);
    int again = replay.run();
    if (again > 0) {
      LOG.warn("{} erasure(s) were carried out again on a restored database", again);
    }
    return replay;
  }

  @Bean
  ErasureDesk erasureDesk(
      Erasures erasures, Erasures.Parts parts, GatewaySettings gateway, ErasureSettings settings) {
    return new ErasureDesk(
        erasures,
        parts.sealer(),
        parts.log(),
        parts.database(),
        new ErasureDesk.Terms(gateway.tenant(), settings.backupHorizon()));
  }

  @Bean
  HoldDesk holdDesk(Erasures.Parts parts) {
    return new HoldDesk(parts.tenant(), parts.sealer(), parts.database());
  }

  @Bean
  Disposal disposal(Erasures.Parts parts, RetentionSettings retention, Clock clock) {
    return new Disposal(
        new Disposal.Parts(parts.tenant(), parts.log(), parts.sealer(), parts.database()),
        retention.retention(),
        clock);
  }

  @Bean
  Minors minors(RetentionSettings retention) {
    return new Minors(retention.retention());
  }

  @Bean
  DisposalJob disposalJob(Disposal disposal) {
    return new DisposalJob(disposal);
  }
}
