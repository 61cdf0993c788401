package org.cloister.gateway.compliance.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Random;
import java.util.stream.Stream;
import org.cloister.gateway.infer.PlantedPatient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// No backup of the database brings anyone back: the journal beside it is replayed before the first
/// request.
final class RestoredBackupTest {
  @TempDir private Path folder;
  private final PlantedPatient erased =
      new PlantedPatient(new Random(Long.getLong("cloister.seed", 20261126)));

  @Test
  void restore_ofAnOlderCopyDoesNotBringItBack() throws Exception {
    Path data = folder.resolve("data");
    Path journal = folder.resolve("elsewhere/erasure.journal");
    String result;
    String other;
    try (ErasingHospital hospital = ErasingHospital.open(data, journal)) {
      result = hospital.infer(erased.body());
      other = hospital.infer("p-kept");
    }
    Path backup = folder.resolve("backup");
    copy(data, backup);
    try (ErasingHospital hospital = ErasingHospital.open(data, journal)) {
      assertThat(hospital.status(result)).isEqualTo(200);
      Erasure _ = hospital.erase(erased.id(), Scope.ACCOUNTABILITY, LegalBasis.UNLAWFUL);
    }

    try (ErasingHospital hospital = ErasingHospital.open(backup, journal)) {
      assertThat(hospital.status(result)).isEqualTo(404);
      assertThat(hospital.status(other)).isEqualTo(200);
      assertThat(hospital.places(erased.id())).isEmpty();
      assertThat(hospital.erasures.newest(10))
          .singleElement()
          .satisfies(again -> assertThat(again.scope()).isEqualTo("accountability"));
      String index = hospital.patient(erased.id()).key();
      assertThat(hospital.tables().values()).noneMatch(table -> table.contains(index));
      assertThat(erased.below(backup)).isEmpty();
    }
    // It is done once: the copy is as the original now.
    try (ErasingHospital hospital = ErasingHospital.open(backup, journal)) {
      assertThat(hospital.erasures.newest(10)).hasSize(1);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        Path _ = Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }
}
