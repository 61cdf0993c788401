package org.cloister.gateway.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// PostgreSQL's files of one data directory: `postgres` (the database cluster), `postgres.password`
/// and `postgres.log`. Makes them at the first start; a process that dies while it does leaves
/// nothing that a later start would take for a database.
///
/// The bootstrap superuser cannot log in at all: no password, no line in `pg_hba.conf`. What needs
/// it is done in single-user mode, before anything listens.
final class Cluster {
  static final String FOLDER = "postgres";
  static final String DATABASE = "cloister";
  static final String ROLE = "cloister";

  /// The major version of the archive on the class path. PostgreSQL reads only its own.
  private static final String MAJOR_VERSION = "18";

  /// Below this the first start would fail half-way; the cluster itself takes about 40 MB and the
  /// write-ahead log up to 512 MB.
  private static final long NEEDED_BYTES = 200L << 20;

  private static final long LOG_LIMIT_BYTES = 1L << 20;

  private final Path data;
  private final Path files;
  private final PostgresBinaries binaries;
  private final Account account;

  Cluster(Path data, PostgresBinaries binaries, Account account) {
    this.data = data;
    this.files = data.resolve(FOLDER);
    this.binaries = binaries;
    this.account = account;
  }

  /// Makes the database cluster and the password where they are missing; checks the version of what
  /// is there.
  Password prepare() throws StoreException {
    try {
      startLog();
      if (Files.exists(files)) {
        checkVersion();
      } else {
        initialize();
      }
      Optional<Password> known = Password.read(data.resolve("postgres.password"));
      return known.isPresent() ? known.get() : renewPassword(files);
    } catch (IOException e) {
      throw Failure.of("cannot set up the data directory " + data, e);
    }
  }

  /// Ends what a killed Cloister left running in this data directory, so that two servers can never
  /// write to it at once.
  void endRemains() throws StoreException {
    if (Files.exists(files)) {
      Remains.of(files).end(stopCommand());
    }
  }

  /// The server as a command line that ends with the thread which starts it.
  List<String> serverCommand(int port) {
    List<String> command = new ArrayList<>();
    command.add(binaries.program("postgres"));
    command.add("-D");
    command.add(files.toString());
    command.addAll(Settings.arguments());
    command.add("-c");
    command.add("port=" + port);
    return account.commandForLife(command);
  }

  /// Ends the server in order: open transactions are rolled back, a checkpoint is written.
  List<String> stopCommand() {
    return account.command(
        List.of(
            binaries.program("pg_ctl"), "stop", "-D", files.toString(), "-m", "fast", "-t", "60"));
  }

  Path data() {
    return data;
  }

  Path files() {
    return files;
  }

  Path log() {
    return data.resolve("postgres.log");
  }

  private void checkVersion() throws IOException, StoreException {
    Path file = files.resolve("PG_VERSION");
    if (!Files.exists(file)) {
      throw new StoreException(
          "The folder " + files + " is no PostgreSQL database; choose another with --data.");
    }
    String version = Files.readString(file, StandardCharsets.UTF_8).strip();
    if (!version.equals(MAJOR_VERSION)) {
      throw new StoreException(
          "The database in %s is of another PostgreSQL version, and this Cloister runs %s; "
                  .formatted(data, MAJOR_VERSION)
              + "upgrade it with pg_upgrade or choose another directory with --data.");
    }
  }

  private void initialize() throws IOException, StoreException {
    if (Files.getFileStore(data).getUsableSpace() < NEEDED_BYTES) {
      throw new StoreException(
          "The disk that holds "
              + data
              + " has less than 200 MB free, which a new database needs; make room first.");
    }
    Path fresh = data.resolve(FOLDER + ".new");
    PostgresBinaries.deleteTree(fresh);
    Files.createDirectory(
        fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    account.own(fresh);
    run("initdb", initdbCommand(fresh), "");
    single(
        fresh,
        "postgres",
        """
        CREATE ROLE %s LOGIN
        CREATE DATABASE %s OWNER %s
        ALTER ROLE postgres NOLOGIN
        """
            .formatted(ROLE, DATABASE, ROLE));
    Path rules = fresh.resolve("pg_hba.conf");
    Files.writeString(rules, "host %s %s 127.0.0.1/32 scram-sha-256%n".formatted(DATABASE, ROLE));
    var _ = renewPassword(fresh);
    // If the process dies before this line, the next start begins anew; after it, all is there.
    Files.move(fresh, files, StandardCopyOption.ATOMIC_MOVE);
  }

  /// A locale that PostgreSQL itself brings: the order of texts, and with it every index, does not
  /// change when the operating system is upgraded.
  private List<String> initdbCommand(Path fresh) {
    return account.command(
        List.of(
            binaries.program("initdb"),
            "--pgdata=" + fresh,
            "--username=postgres",
            "--auth=reject",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--data-checksums",
            "--no-instructions"));
  }

  /// First the file, then the role: a process that dies in between does it again at the next start,
  /// because the file is removed before the role's password changes.
  private Password renewPassword(Path cluster) throws IOException, StoreException {
    Password password = Password.random();
    Path file = data.resolve("postgres.password");
    Files.deleteIfExists(file);
    single(cluster, "postgres", "ALTER ROLE %s PASSWORD '%s'\n".formatted(ROLE, password.text()));
    password.write(file);
    return password;
  }

  /// Runs statements, one a line, as the superuser and without a server.
  private void single(Path cluster, String database, String statements)
      throws IOException, StoreException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(binaries.program("postgres"), "--single", "-D", cluster.toString()));
    command.addAll(Settings.arguments());
    command.addAll(List.of("-c", "exit_on_error=on", database));
    run("single-user mode", account.command(command), statements);
  }

  private void run(String name, List<String> command, String input)
      throws IOException, StoreException {
    Programs.Ended ended = Programs.run(command, input);
    if (ended.exitCode() != 0) {
      Files.writeString(log(), ended.output(), StandardOpenOption.APPEND);
      throw Failure.of(name, ended.output(), data);
    }
  }

  /// Keeps the log of this start and of the one before it, one megabyte each at most by habit.
  private void startLog() throws IOException {
    Path log = log();
    if (Files.exists(log) && Files.size(log) > LOG_LIMIT_BYTES) {
      Files.move(log, data.resolve("postgres.log.1"), StandardCopyOption.REPLACE_EXISTING);
    }
    if (!Files.exists(log)) {
      Files.createFile(
          log, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
  }
}
