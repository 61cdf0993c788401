package org.cloister.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PostgresBinariesTest {
  @TempDir Path cache;

  @Test
  void unpacked_givesProgramsThatRun() throws Exception {
    PostgresBinaries binaries = PostgresBinaries.unpacked(cache);
    var version = Programs.run(List.of(binaries.program("postgres"), "--version"), "");
    assertThat(version.output()).startsWith("postgres (PostgreSQL) 18.");
  }

  @Test
  void unpacked_replacesADamagedFile() throws Exception {
    Path program = Path.of(PostgresBinaries.unpacked(cache).program("pg_ctl"));
    Files.writeString(program, "#!/bin/sh\n");
    Path again = Path.of(PostgresBinaries.unpacked(cache).program("pg_ctl"));
    assertThat(again).isEqualTo(program);
    assertThat(Programs.run(List.of(again.toString(), "--version"), "").output())
        .startsWith("pg_ctl (PostgreSQL) 18.");
  }

  @Test
  void unpacked_leavesNothingElseBehind() throws Exception {
    var _ = PostgresBinaries.unpacked(cache);
    var _ = PostgresBinaries.unpacked(cache);
    try (Stream<Path> entries = Files.list(cache)) {
      assertThat(entries).hasSize(1);
    }
  }
}
