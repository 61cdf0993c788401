package org.cloister.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.cloister.gateway.store.EmbeddedStore;
import org.cloister.models.ModelRepository;
import org.cloister.models.Models;
import org.cloister.models.SigningKey;
import org.cloister.models.TrustedKeys;
import org.cloister.policies.Policies;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What an operator reads when a start fails. What a bad setting says is in [SettingsTest].
final class CausesTest {
  @TempDir private Path folder;

  private static String wired(Exception failure) {
    return Causes.sentence(
        new IllegalStateException("bean x", new IllegalStateException("method y", failure)));
  }

  @Test
  void sentence_isTheInnermostWhereNobodyOfUsSaysMore() {
    assertThat(wired(new IOException("port 1 is closed"))).isEqualTo("port 1 is closed");
    assertThat(wired(new IOException())).isEqualTo("IOException");
  }

  @Test
  void sentence_namesTheDatabaseByItsStateAndNotByItsWords() {
    SQLException refused = new SQLException("Key (id)=(canary) exists", "08001", new IOException());
    assertThat(wired(refused)).contains("cloister.store", "08001").doesNotContain("canary");
  }

  @Test
  void sentence_saysWhatIsWrongWithAFileAndNotOnlyItsName() throws Exception {
    Path missing = folder.resolve("missing");
    var _ = SigningKey.create(folder.resolve("site.key"));
    TrustedKeys trusted = TrustedKeys.load(List.of(folder.resolve("site.key.pub")));
    assertThat(wired(catchException(() -> Models.open(ModelRepository.folder(missing, trusted)))))
        .contains(missing.toString(), "model.sig", "cloister models sign")
        .contains(" ");
    assertThat(wired(catchException(() -> Policies.fromDirectory(missing))))
        .contains("missing", "cannot be read");
    Path file = Files.createFile(folder.resolve("file"));
    assertThat(wired(catchException(() -> EmbeddedStore.start(file))))
        .contains(file.toString(), "choose another with --data");
  }
}
