package org.cloister.gateway;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.cloister.audit.tlog.VerifierKey;
import org.cloister.audit.witness.Witness;
import org.cloister.audit.witness.WitnessKeys;
import org.cloister.audit.witness.WitnessServer;
import org.cloister.gateway.Options.UsageException;

/// `./cloister witness`: a witness as a program of its own. It needs no database, no gateway and no
/// secret of the hospital, so that it can run where the log's operator has no say. Ends cleanly on
/// SIGTERM.
final class WitnessCommand {
  private static final int PORT = 7280;
  private static final String HELP =
      """
      usage: cloister witness key FILE --name NAME
             cloister witness begin --key FILE --state DIR --log VKEY
             cloister witness --key FILE --state DIR --log VKEY [--log VKEY ...] [--listen HOST:PORT]

      The first makes the witness's keys in a new file and prints their public halves, which whoever
      verifies the log must know. The second begins a log, once: a log whose state is lost is not
      begun again, it is restored. The third watches.

        --name NAME         what the cosignatures are named, such as witness.example/w1
        --key FILE          the witness's keys, readable by you alone
        --state DIR         what was cosigned last; losing it ends this witness
        --log VKEY          public key of a log, or a file that holds it; several keys of one
                            origin belong to one log
        --listen HOST:PORT  where to listen (default 127.0.0.1:7280)
      """;

  private WitnessCommand() {}

  static int run(String[] arguments, PrintStream out, PrintStream err) throws Exception {
    if (arguments.length == 0 || Arrays.asList(arguments).contains("--help")) {
      out.print(HELP);
      return arguments.length == 0 ? Main.USAGE : Main.OK;
    }
    String[] rest = Arrays.copyOfRange(arguments, 1, arguments.length);
    return switch (arguments[0]) {
      case "key" -> key(rest, out);
      case "begin" -> begin(rest, out);
      default -> watch(arguments, out);
    };
  }

  private static int key(String[] arguments, PrintStream out) throws Exception {
    if (arguments.length == 0 || arguments[0].startsWith("--")) {
      throw new UsageException("name the file that is to hold the keys; see --help");
    }
    Options options =
        Options.parse(Arrays.copyOfRange(arguments, 1, arguments.length), Set.of("name"), Set.of());
    printKeys(WitnessKeys.create(needed(options, "name"), GivenFile.path(arguments[0])), out);
    return Main.OK;
  }

  private static int begin(String[] arguments, PrintStream out) throws Exception {
    Options options = Options.parse(arguments, Set.of("key", "state"), Set.of("log"), Set.of());
    WitnessKeys keys = WitnessKeys.load(GivenFile.path(needed(options, "key")));
    Path state = GivenFile.path(needed(options, "state"));
    List<String> origins = logs(options).stream().map(VerifierKey::name).distinct().toList();
    try {
      var _ =
          Files.createDirectories(
              state,
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException noFolder) {
      throw new UsageException("the state folder " + state + " cannot be made");
    }
    try (StateLock _ = StateLock.of(state)) {
      for (String origin : origins) {
        Witness.begin(keys, origin, state, Clock.systemUTC());
        out.println("begun: " + origin);
      }
    }
    return Main.OK;
  }

  private static int watch(String[] arguments, PrintStream out) throws Exception {
    Options options =
        Options.parse(arguments, Set.of("key", "state", "listen"), Set.of("log"), Set.of());
    WitnessKeys keys = WitnessKeys.load(GivenFile.path(needed(options, "key")));
    Path state = GivenFile.path(needed(options, "state"));
    List<VerifierKey> logs = logs(options);
    InetSocketAddress address = address(options);
    CountDownLatch ended = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    try (StateLock _ = StateLock.of(state);
        WitnessServer server = start(Witness.open(keys, logs, state, Clock.systemUTC()), address)) {
      printKeys(keys, out);
      logs.stream().map(VerifierKey::name).distinct().forEach(o -> out.println("watches: " + o));
      out.println("listens: http://" + address.getHostString() + ":" + server.address().getPort());
      out.flush();
      // The process ends when its hooks have: this one waits until the last answer is out.
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    ended.countDown();
                    await(closed);
                  },
                  "witness-end"));
      ended.await();
    } finally {
      closed.countDown();
    }
    return Main.OK;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException impatient) {
      Thread.currentThread().interrupt();
    }
  }

  private static WitnessServer start(Witness witness, InetSocketAddress address)
      throws UsageException {
    try {
      return WitnessServer.start(witness, address);
    } catch (IOException taken) {
      throw new UsageException(
          "cannot listen on "
              + address.getHostString()
              + ":"
              + address.getPort()
              + "; end what listens there or choose --listen HOST:PORT");
    }
  }

  private static List<VerifierKey> logs(Options options) throws Exception {
    List<VerifierKey> keys = new ArrayList<>();
    for (String given : options.values("log")) {
      keys.addAll(VerifierKeys.read("log", given));
    }
    if (keys.isEmpty()) {
      throw new UsageException("--log is needed: the public key of the log to watch; see --help");
    }
    return keys;
  }

  private static InetSocketAddress address(Options options) throws Exception {
    Optional<String> listen = options.value("listen");
    if (listen.isEmpty()) {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT);
    }
    int colon = listen.get().lastIndexOf(':');
    try {
      int port = Integer.parseInt(listen.get().substring(colon + 1));
      InetSocketAddress address = new InetSocketAddress(listen.get().substring(0, colon), port);
      if (!address.isUnresolved()) {
        return address;
      }
    } catch (RuntimeException notAnAddress) {
      // answered below, like a host that is not known
    }
    throw new UsageException("--listen must be HOST:PORT, for example 10.0.0.5:7280");
  }

  private static String needed(Options options, String name) throws UsageException {
    return options
        .value(name)
        .orElseThrow(() -> new UsageException("--" + name + " is needed; see --help"));
  }

  private static void printKeys(WitnessKeys keys, PrintStream out) {
    keys.verifiers().forEach(k -> out.println("key: " + k.vkey()));
  }

  /// Two processes with one state could sign two histories: the second does not start.
  private static final class StateLock implements AutoCloseable {
    private final FileChannel channel;

    private StateLock(FileChannel channel) {
      this.channel = channel;
    }

    static StateLock of(Path state) throws IOException, UsageException {
      if (!Files.isDirectory(state)) {
        throw new UsageException("there is no state folder " + state + "; see begin in --help");
      }
      FileChannel channel = open(state);
      Optional<FileLock> lock;
      try {
        lock = Optional.ofNullable(channel.tryLock());
      } catch (OverlappingFileLockException ofThisProcess) {
        lock = Optional.empty();
      }
      if (lock.isEmpty()) {
        channel.close();
        throw new UsageException("another witness uses the state folder " + state);
      }
      return new StateLock(channel);
    }

    private static FileChannel open(Path state) throws UsageException {
      try {
        return FileChannel.open(
            state.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      } catch (IOException notOurs) {
        throw new UsageException("the state folder " + state + " cannot be written");
      }
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
