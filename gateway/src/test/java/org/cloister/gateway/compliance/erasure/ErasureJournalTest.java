package org.cloister.gateway.compliance.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ErasureJournalTest {
  private static final Duration HORIZON = Duration.ofDays(30);
  private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");

  private final UUID record = UUID.randomUUID();
  private final JournalLine.Pending begun =
      new JournalLine.Pending(
          record,
          NOW,
          Scope.CLINICAL,
          LegalBasis.CONSENT_WITHDRAWN,
          17,
          List.of(UUID.randomUUID(), UUID.randomUUID()));
  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("erasure.journal");
  }

  private ErasureJournal open(Instant now) throws IOException {
    return ErasureJournal.open(file(), HORIZON, now);
  }

  @Test
  void open_findsWhatWasAppended() throws Exception {
    try (ErasureJournal journal = open(NOW)) {
      journal.append(begun);
      assertThat(journal.entries()).singleElement().matches(ErasureJournal.Entry::isOpen);
    }
    try (ErasureJournal journal = open(NOW)) {
      assertThat(journal.entries()).singleElement().matches(ErasureJournal.Entry::isOpen);
      journal.append(new JournalLine.Done(record, NOW, 17));
    }
    try (ErasureJournal journal = open(NOW)) {
      assertThat(journal.entries())
          .singleElement()
          .satisfies(entry -> {
            assertThat(entry.begun()).isEqualTo(begun);
            assertThat(entry.isOpen()).isFalse();
            assertThat(entry.isVoid()).isFalse();
          });
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
  }

  @Test
  void open_dropsALineThatACrashCutOff() throws Exception {
    try (ErasureJournal journal = open(NOW)) {
      journal.append(begun);
    }
    Path _ = Files.writeString(file(), "done " + record + " 2026", StandardOpenOption.APPEND);

    try (ErasureJournal journal = open(NOW)) {
      assertThat(journal.entries()).singleElement().matches(ErasureJournal.Entry::isOpen);
    }
  }

  @Test
  void open_refusesAJournalThatWasChanged() throws Exception {
    try (ErasureJournal journal = open(NOW)) {
      journal.append(begun);
    }
    String text = Files.readString(file());
    Path _ = Files.writeString(file(), text.replace("clinical", "staff"));

    assertThatThrownBy(() -> open(NOW)).hasMessageContaining("is damaged in line 2");
    Path _ = Files.writeString(file(), "");
    assertThatThrownBy(() -> open(NOW)).hasMessageContaining("is damaged in line 1");
  }

  @Test
  void open_dropsWhatNoBackupHoldsAnyMoreButNothingThatIsOpen() throws Exception {
    UUID open = UUID.randomUUID();
    try (ErasureJournal journal = open(NOW)) {
      journal.append(begun);
      journal.append(new JournalLine.Done(record, NOW, 17));
      journal.append(
          new JournalLine.Pending(
              open, NOW, Scope.STAFF, LegalBasis.ORDER, 18, List.of(UUID.randomUUID())));
    }
    try (ErasureJournal journal = open(NOW.plus(HORIZON))) {
      assertThat(journal.entries()).hasSize(2);
    }
    try (ErasureJournal journal = open(NOW.plus(HORIZON).plusSeconds(1))) {
      assertThat(journal.entries())
          .singleElement()
          .satisfies(entry -> assertThat(entry.begun().record()).isEqualTo(open));
    }
  }
}
