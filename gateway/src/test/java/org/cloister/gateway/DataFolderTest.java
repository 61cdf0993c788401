package org.cloister.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DataFolderTest {
  @TempDir private Path data;

  @Test
  void announce_isReadByTheOtherCommands() throws IOException {
    new DataFolder(data).announce(8085, "a.example/log+00000000+AA==");
    assertThat(new DataFolder(data).port()).contains(8085);
    assertThat(new DataFolder(data).verifierKey()).contains("a.example/log+00000000+AA==");
  }

  @Test
  void announce_replacesWhatAnEarlierStartSaidAndLeavesNoDraft() throws IOException {
    new DataFolder(data).announce(8085, "a.example/log+00000000+AA==");
    new DataFolder(data).announce(8086, "a.example/log+00000001+AA==");
    assertThat(new DataFolder(data).port()).contains(8086);
    try (Stream<Path> files = Files.list(data)) {
      assertThat(files.map(file -> String.valueOf(file.getFileName())))
          .containsExactlyInAnyOrder("gateway.json", "log.vkey");
    }
  }

  @Test
  void read_isEmptyWhereNoGatewayRan() throws IOException {
    assertThat(new DataFolder(data).port()).isEmpty();
    assertThat(new DataFolder(data.resolve("nowhere")).verifierKey()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "{\"port\":\"8080\"}", "{\"port\":-1}", "not JSON"})
  void port_isEmptyWhereTheFileDoesNotSay(String text) throws IOException {
    Files.writeString(data.resolve("gateway.json"), text);
    assertThat(new DataFolder(data).port()).isEmpty();
  }
}
