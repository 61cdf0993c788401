package org.cloister.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import org.cloister.audit.tlog.Cosigner;
import org.cloister.audit.tlog.KeyAlgorithm;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VerifyCommandTest {
  @TempDir private Path folder;

  @SuppressWarnings("NullAway.Init") // made before each test
  private LogFolder log;

  @BeforeEach
  void aLogOfFiveEntries() throws IOException, GeneralSecurityException {
    log = new LogFolder(folder.resolve("log"));
    log.append(5);
  }

  private CommandLine verify(Object... more) {
    Object[] all = new Object[more.length + 5];
    System.arraycopy(
        new Object[] {"verify", "--directory", log.folder(), "--key", log.vkey()}, 0, all, 0, 5);
    System.arraycopy(more, 0, all, 5, more.length);
    return CommandLine.run(all);
  }

  private Path file(String content) throws IOException {
    return Files.writeString(Files.createTempFile(folder, "given", ""), content);
  }

  private static void assertVerdict(CommandLine verified, int exitCode, String beginning) {
    assertThat(verified.exitCode()).isEqualTo(exitCode);
    assertThat(verified.out().lines()).singleElement().asString().startsWith(beginning);
    assertThat(verified.err()).isEmpty();
  }

  private static void assertWrongUsage(CommandLine wrong, String sentence) {
    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.out()).isEmpty();
    assertThat(wrong.err()).startsWith("cloister verify: ").contains(sentence).hasLineCount(1);
  }

  @Test
  void aLogAsItWasSigned_holds() {
    assertVerdict(verify(), 0, "OK: All 5 entries are intact");
  }

  @Test
  void oneChangedLetter_isTampering() throws IOException {
    log.tamper();
    assertVerdict(verify(), 1, "TAMPERED: ");
  }

  @Test
  void anotherLogsKey_isTampering() throws IOException, GeneralSecurityException {
    LogFolder other = new LogFolder(folder.resolve("other"));
    assertVerdict(
        CommandLine.run("verify", "--directory", log.folder(), "--key", other.vkey()),
        1,
        "TAMPERED: ");
  }

  @Test
  void aFolderWithoutALog_isUnknownAndNotFine() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertVerdict(
        CommandLine.run("verify", "--directory", empty, "--key", log.vkey()), 1, "UNKNOWN: ");
  }

  @Test
  void aServerThatDoesNotAnswer_isUnknownAndNotFine() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    assertVerdict(
        CommandLine.run(
            "verify", "--url", "http://127.0.0.1:" + port + "/log", "--key", log.vkey()),
        1,
        "UNKNOWN: ");
  }

  @Test
  void aFileOfNonsense_isNotALog() throws IOException {
    var _ = Files.writeString(log.folder().resolve("checkpoint"), "nonsense");
    assertVerdict(verify(), 1, "TAMPERED: ");
  }

  @Test
  void since_holdsForALogThatHasGrown() throws IOException {
    Path earlier = file(log.checkpoint());
    log.append(3);
    assertVerdict(verify("--since", earlier), 0, "OK: All 8 entries");
  }

  @Test
  void since_findsALogThatWasRolledBack() throws IOException {
    log.append(3);
    Path later = file(log.checkpoint());
    log.shrinkTo(4);
    assertVerdict(
        verify("--since", later),
        1,
        "TAMPERED-VS-WITNESS: The log has 4 entries, but had 8 before: it was rolled back.");
  }

  @Test
  void since_doesNotTrustACheckpointThatTheKeyDidNotSign()
      throws IOException, GeneralSecurityException {
    LogFolder other = new LogFolder(folder.resolve("other"));
    other.append(2);
    CommandLine verified = verify("--since", file(other.checkpoint()));
    assertThat(verified.exitCode()).isEqualTo(1);
    assertThat(verified.out()).doesNotStartWith("OK");
  }

  @Test
  void receipt_holdsForTheEntryThatItNames() throws IOException {
    assertVerdict(verify("--receipt", file(log.receipt(3))), 0, "OK: Entry 3 is in the log");
  }

  @Test
  void receipt_holdsAfterTheLogHasGrown() throws IOException {
    Path receipt = file(log.receipt(3));
    log.append(3);
    assertThat(verify("--receipt", receipt).out()).doesNotStartWith("TAMPERED");
  }

  @Test
  void receipt_ofNonsenseIsNone() throws IOException {
    assertVerdict(verify("--receipt", file("nonsense")), 1, "TAMPERED: ");
    assertVerdict(
        verify("--receipt", file(log.receipt(3).replace("index 3", "index 2"))), 1, "TAMPERED: ");
  }

  @Test
  void receipt_isCheckedOfflineWithItsEntry() throws IOException {
    Path receipt = file(log.receipt(3));
    Path nowhere = Files.createDirectory(folder.resolve("nowhere-data"));
    Object[] offline = {
      "verify", "--receipt", receipt, "--key", log.vkey(), "--data", nowhere, "--leaf", ""
    };
    offline[8] = file("entry 3");
    assertVerdict(CommandLine.run(offline), 0, "OK: Entry 3 is in the log");
    offline[8] = file("entry 4");
    assertVerdict(CommandLine.run(offline), 1, "TAMPERED: ");
    assertVerdict(
        CommandLine.run(Arrays.copyOf(offline, 7)),
        1,
        "UNKNOWN: Proven: the log's key signed this checkpoint of 5 entries. Not proven: ");
  }

  @Test
  void report_ofNonsenseIsNone() throws IOException {
    assertVerdict(
        CommandLine.run("verify", "--report", file("{}"), "--key", log.vkey()),
        1,
        "TAMPERED: This is not a report");
  }

  @Test
  void witness_mustHaveSigned() throws IOException {
    String witness =
        Cosigner.ofSeed("w.example", KeyAlgorithm.COSIGNATURE_ED25519, new byte[32])
            .verifier()
            .vkey();
    assertVerdict(
        verify("--witness", witness),
        1,
        "TAMPERED: The checkpoint has valid cosignatures of 0 witnesses instead of 1.");
    assertWrongUsage(verify("--witness", witness, "--quorum", "2"), "--quorum must be 1 to");
    assertWrongUsage(verify("--witness", "nobody"), "--witness is no verifier key");
  }

  @Test
  void theLogItself_isNoWitness() {
    assertWrongUsage(verify("--witness", log.vkey()), "cannot vouch for itself");
  }

  @Test
  void whatWouldBeLeftOut_isWrongUsage() throws IOException {
    Path receipt = file(log.receipt(3));
    Path earlier = file(log.checkpoint());
    assertWrongUsage(verify("--url", "http://h/log"), "give one of --url and --directory");
    assertWrongUsage(verify("--leaf", file("entry 3")), "--leaf means nothing without --receipt");
    assertWrongUsage(verify("--receipt", receipt, "--since", earlier), "--since means nothing");
    assertWrongUsage(verify("--report", file("{}")), "--directory means nothing beside --report");
    assertWrongUsage(
        verify("--receipt", receipt, "--report", file("{}")),
        "--receipt and --report are two questions");
    assertWrongUsage(
        verify("--receipt", receipt, "--leaf", file("entry 3")),
        "give one of --leaf and --directory");
  }

  @Test
  void anAddressThatIsNone_isWrongUsage() {
    for (String url :
        new String[] {
          "", "log", "file:///log", "http:///log", "http://h:70000/", "http://h/?log"
        }) {
      assertWrongUsage(
          CommandLine.run("verify", "--url", url, "--key", log.vkey()),
          "--url must be an http or https URL");
    }
  }

  @Test
  void since_thatCannotBeFetchedIsUnknownAndNotFine() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    assertVerdict(
        verify("--since", "http://127.0.0.1:" + port + "/checkpoint"),
        1,
        "UNKNOWN: The address of --since");
  }

  @Test
  void aDeviceOrAFolderInPlaceOfAFile_isWrongUsage() {
    for (String given : new String[] {"/dev/zero", folder.toString(), ""}) {
      for (String option : new String[] {"--since", "--receipt"}) {
        CommandLine wrong = verify(option, given);
        assertThat(wrong.exitCode()).as("%s %s", option, given).isEqualTo(2);
        assertThat(wrong.err()).hasLineCount(1);
      }
    }
    assertVerdict(verify("--receipt", "/dev/null"), 1, "TAMPERED: This is not a receipt");
  }

  @Test
  void keysOfTwoLogs_areNotChosenFrom() throws IOException, GeneralSecurityException {
    String other =
        Cosigner.ofSeed("other.example", KeyAlgorithm.COSIGNATURE_ED25519, new byte[32])
            .verifier()
            .vkey();
    assertWrongUsage(
        CommandLine.run(
            "verify", "--directory", log.folder(), "--key", file(log.vkey() + "\n" + other)),
        "--key holds keys of several logs");
  }

  @Test
  void aFileThatCannotBeRead_isWrongUsage() {
    assertWrongUsage(verify("--receipt", folder.resolve("nowhere")), "cannot read ");
    assertWrongUsage(verify("--since", folder.resolve("nowhere")), "cannot read ");
  }

  @Test
  void aKeyThatIsNone_isWrongUsage() throws IOException {
    for (Object key : new Object[] {"nonsense", file("nonsense")}) {
      assertWrongUsage(
          CommandLine.run("verify", "--directory", log.folder(), "--key", key), "--key is no");
    }
  }

  @Test
  void theKey_mayBeInAFileOrInTheDataDirectory() throws IOException {
    assertVerdict(
        CommandLine.run("verify", "--directory", log.folder(), "--key", file(log.vkey() + "\n")),
        0,
        "OK: ");
    Path data = Files.createDirectory(folder.resolve("data"));
    new DataFolder(data).announce(8080, log.vkey());
    assertVerdict(
        CommandLine.run("verify", "--directory", log.folder(), "--data", data), 0, "OK: ");
  }

  @Test
  void aDataDirectoryOfRubbish_isSaidToBeSo() throws IOException {
    Path data = Files.createDirectory(folder.resolve("data"));
    var _ = Files.writeString(data.resolve("gateway.json"), "{\"port\":99999}");
    assertWrongUsage(
        CommandLine.run("verify", "--data", data, "--key", log.vkey()),
        "give --url or --directory");
    var _ = Files.write(data.resolve("log.vkey"), new byte[] {(byte) 0xc3, 0x28});
    assertThat(CommandLine.run("verify", "--data", data).err())
        .isEqualTo("cloister verify: the file log.vkey of the data directory cannot be read\n");
  }

  @Test
  void withoutAKeyOrALog_theUserIsToldWhichIsMissing() throws IOException {
    Path data = Files.createDirectory(folder.resolve("data"));
    assertWrongUsage(CommandLine.run("verify", "--data", data), "give --key");
    assertWrongUsage(
        CommandLine.run("verify", "--data", data, "--key", log.vkey()),
        "give --url or --directory");
  }
}
