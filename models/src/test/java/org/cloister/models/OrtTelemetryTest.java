package org.cloister.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class OrtTelemetryTest {
  @Test
  void opening_models_leavesNoTelemetryFileOfThisProcess() throws Exception {
    try (Models models = Models.open(ModelRepository.shipped())) {
      assertThat(models.manifests()).isNotEmpty();
    }

    Path folder = Path.of(System.getProperty("java.io.tmpdir"));
    assertThat(folder.resolve("mat-debug-" + ProcessHandle.current().pid() + ".log"))
        .doesNotExist();
    try (var files = Files.list(folder)) {
      assertThat(files.filter(file -> file.toString().contains("mat-debug-")).toList())
          .noneMatch(file -> file.toString().contains("-" + ProcessHandle.current().pid() + "."));
    }
  }
}
