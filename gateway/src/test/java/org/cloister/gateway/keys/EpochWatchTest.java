package org.cloister.gateway.keys;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.cloister.audit.AuditLog;
import org.cloister.deid.sealing.KeyFile;
import org.cloister.gateway.TestGateway;
import org.cloister.gateway.infer.SharedGateway;
import org.cloister.gateway.record.RecordSealer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/// A watch that looks when it is told to, on the database of a gateway.
@ExtendWith(SharedGateway.class)
final class EpochWatchTest {
  private final TestGateway gateway;
  private final Logger logger = (Logger) LoggerFactory.getLogger(EpochWatch.class);
  private final ListAppender<ILoggingEvent> said = new ListAppender<>();

  @TempDir private Path folder;

  EpochWatchTest(TestGateway gateway) {
    this.gateway = gateway;
  }

  @BeforeEach
  void listen() {
    said.start();
    logger.addAppender(said);
  }

  @AfterEach
  void listenNoMore() {
    logger.detachAppender(said);
  }

  @Test
  void look_saysOnceThatADomainsKeyIsAway_andOnceThatItIsBack() throws Exception {
    Path key = folder.resolve("study.key");
    Path away = folder.resolve("study.key.away");
    var _ = KeyFile.create(key);
    EpochWatch watch = watch(key);

    watch.look();
    assertThat(said()).isEmpty();

    Files.move(key, away);
    look(watch, 3);
    assertThat(said()).singleElement().asString().startsWith("WARN").contains(key.toString());

    Files.move(away, key);
    look(watch, 3);
    assertThat(said()).hasSize(2).last().asString().startsWith("INFO");

    Files.move(key, away);
    look(watch, 2);
    assertThat(said()).hasSize(3).last().asString().startsWith("WARN");
  }

  private EpochWatch watch(Path domainKey) {
    EpochWatch.Places running = gateway.part(EpochWatch.Places.class);
    return new EpochWatch(
        new EpochWatch.Places(
            running.tenant(),
            running.first(),
            folder,
            new DomainKeys(Map.of("study-of-the-watch", domainKey))),
        gateway.part(EpochWatch.Rotations.class),
        gateway.part(AuditLog.class),
        gateway.part(RecordSealer.class),
        Clock.systemUTC());
  }

  private static void look(EpochWatch watch, int times) {
    for (int i = 0; i < times; i++) {
      watch.look();
    }
  }

  private List<String> said() {
    return said.list.stream()
        .map(event -> event.getLevel() + " " + event.getFormattedMessage())
        .toList();
  }
}
