package org.cloister.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Random;
import org.cloister.audit.tlog.Checkpoint;
import org.cloister.audit.tlog.SignedNote;
import org.cloister.audit.tlog.TilePath;
import org.cloister.gateway.TestGateway;
import org.cloister.gateway.infer.SharedGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The log's files over HTTP, asked for by somebody who does not mean well. They need no token, so
/// everybody can ask.
@ExtendWith(SharedGateway.class)
@TestInstance(Lifecycle.PER_CLASS)
final class LogFilesTest {
  private static final long SEED = 20_260_101;
  private static final int RANDOM_PATHS = 400;

  private final URI server;

  LogFilesTest(TestGateway gateway) {
    this.server = gateway.url("/");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/log",
        "/log/",
        "/log/tile",
        "/log/tile/",
        "/log/tile/0",
        "/log/tile/0/",
        "/log/tile/0/0",
        "/log/tile/0/00",
        "/log/tile/0/0000",
        "/log/tile/0/x000/001",
        "/log/tile/0/x001/x002",
        "/log/tile/0/-01",
        "/log/tile/-1/000",
        "/log/tile/8/000",
        "/log/tile/63/000",
        "/log/tile/00/000",
        "/log/tile/0/000.p",
        "/log/tile/0/000.p/",
        "/log/tile/0/000.p/0",
        "/log/tile/0/000.p/-1",
        "/log/tile/0/000.p/256",
        "/log/tile/0/000.p/257",
        "/log/tile/0/000.p/99999999999999999999",
        "/log/tile/0/000.p/1/2",
        "/log/tile/0/000/",
        "/log/tile/0/000%20",
        "/log/tile/entries",
        "/log/tile/entries/000.p/0",
        "/log/tile/ENTRIES/000",
        "/log/tile/data/000",
        "/log/tile/0/%D9%A0%D9%A0%D9%A0",
        "/log/tile/0/x999/x999/x999/x999/999",
        "/log/tile/7/x999/x999/x999/x999/999",
        "/log/tile/7/x999/x999/x999/x999/999.p/255",
        "/log/tile/entries/x999/x999/x999/x999/999",
        "/log/tile/0/x999/x999/x999/x999/x999/999",
        "/log/tile/0/x922/x337/x203/x685/x477/x580/807",
        "/log/checkpoint/more",
        "/log/CHECKPOINT",
        "/log/receipt",
        "/log/receipt/",
        "/log/receipt/0",
        "/log/receipt/00000000-0000-0000-0000-000000000000",
        "/log/receipt/ffffffff-ffff-ffff-ffff-ffffffffffff",
        "/log/receipt/1-1-1-1-1",
        "/log/receipt/'%20OR%201=1--",
        "/log/etc/passwd"
      })
  void otherPath_isNotFoundInOneSentence(String path) throws Exception {
    Answer answer = Answer.raw(server, "GET " + path + " HTTP/1.1");
    assertThat(answer.status()).as(path + ": " + answer.body()).isEqualTo(404);
    assertThat(answer.assertRefusal().getIssue()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/log/tile/0/../../checkpoint",
        "/log/tile/../../etc/passwd",
        "/log/tile/0/%2e%2e/%2e%2e/checkpoint",
        "/log/tile/0/..%2f..%2fcheckpoint",
        "/log/tile/0/000%00",
        "/log/tile/0/000;x=1",
        "/log/tile//0//000",
        "//log/checkpoint",
        "/log/tile/0\\000",
        "/log/tile/0/%zz",
        "/log/receipt/%ff"
      })
  void pathOutOfTheOrdinary_isRefusedAndNeverAnError(String path) throws Exception {
    Answer answer = Answer.raw(server, "GET " + path + " HTTP/1.1");
    assertThat(answer.status()).as(path + ": " + answer.body()).isIn(400, 404);
    assertThat(answer.assertRefusal().getIssue()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /log/checkpoint",
    "PUT, /log/checkpoint",
    "DELETE, /log/checkpoint",
    "PATCH, /log/tile/0/000",
    "POST, /log/tile/0/000",
    "DELETE, /log/tile/entries/000",
    "POST, /log/receipt/00000000-0000-0000-0000-000000000000"
  })
  void otherMethod_isNotAllowed(String method, String path) throws Exception {
    Answer answer = Answer.raw(server, method + " " + path + " HTTP/1.1\r\nContent-Length: 0");
    assertThat(answer.status()).as(answer.body()).isEqualTo(405);
    assertThat(answer.header("Allow")).isEqualTo("GET, HEAD");
    assertThat(answer.assertRefusal().getIssue()).isNotEmpty();
  }

  @Test
  void partialTile_isThereUpToTheSizeOfTheLogAndNotBeyond() throws Exception {
    long before = size();
    long bundle = before / TilePath.FULL_WIDTH;
    int width = (int) (before % TilePath.FULL_WIDTH);
    if (width > 0) {
      assertThat(get("/log/" + TilePath.tile(0, bundle, width)).status()).isEqualTo(200);
      assertThat(get("/log/" + TilePath.entries(bundle, width)).status()).isEqualTo(200);
    }
    // Others write meanwhile, but not a million.
    for (long beyond : List.of(bundle + 5000, bundle + 1_000_000)) {
      assertThat(get("/log/" + TilePath.tile(0, beyond, 1)).status()).isEqualTo(404);
      assertThat(get("/log/" + TilePath.tile(0, beyond, 256)).status()).isEqualTo(404);
      assertThat(get("/log/" + TilePath.entries(beyond, 255)).status()).isEqualTo(404);
      assertThat(get("/log/" + TilePath.tile(3, beyond, 1)).status()).isEqualTo(404);
    }
  }

  @Test
  void randomPath_isAFileOrNotFound() throws Exception {
    Random random = new Random(SEED);
    List<String> parts =
        List.of(
            "0",
            "1",
            "7",
            "8",
            "000",
            "001",
            "x000",
            "x001",
            "999",
            "x999",
            "entries",
            "tile",
            "checkpoint",
            "receipt",
            ".p",
            "000.p",
            "256",
            "1",
            "255",
            "-1",
            "%30",
            "+",
            "~",
            "'",
            "18446744073709551616",
            "x9999",
            "0x1",
            "%C3%A9",
            "");
    for (int i = 0; i < RANDOM_PATHS; i++) {
      StringBuilder path = new StringBuilder("/log");
      for (int n = random.nextInt(6); n >= 0; n--) {
        path.append('/').append(parts.get(random.nextInt(parts.size())));
      }
      Answer answer = get(path.toString());
      assertThat(answer.status()).as("%s, seed %d", path, SEED).isIn(200, 400, 404);
      if (answer.status() != 200) {
        assertThat(answer.assertRefusal().getIssue()).as(path.toString()).isNotEmpty();
      }
    }
  }

  private long size() throws IOException {
    String note = get("/log/checkpoint").body();
    return SignedNote.parse(note)
        .flatMap(signed -> Checkpoint.parse(signed.text()))
        .orElseThrow()
        .size();
  }

  private Answer get(String path) throws IOException {
    return Answer.raw(server, "GET " + path + " HTTP/1.1");
  }
}
