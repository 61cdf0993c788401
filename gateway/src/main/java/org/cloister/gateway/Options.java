package org.cloister.gateway;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The options of one command: `--name value` and `--flag`, each at most once, and nothing else.
final class Options {
  /// The command line is wrong; the message says how.
  static final class UsageException extends Exception {
    private static final long serialVersionUID = 1;

    UsageException(String message) {
      super(message);
    }
  }

  private final Map<String, String> values = new HashMap<>();
  private final Set<String> flags = new HashSet<>();

  private Options() {}

  /// @param valued names of options that take a value, without the dashes
  /// @param flags names of options that take none
  static Options parse(String[] arguments, Set<String> valued, Set<String> flags)
      throws UsageException {
    Options options = new Options();
    for (int i = 0; i < arguments.length; i++) {
      String argument = arguments[i];
      String name = argument.startsWith("--") ? argument.substring(2) : "";
      if (flags.contains(name)) {
        options.flags.add(name);
      } else if (valued.contains(name)) {
        if (++i == arguments.length) {
          throw new UsageException("--" + name + " needs a value; see --help");
        }
        if (options.values.put(name, arguments[i]) != null) {
          throw new UsageException("--" + name + " is given twice");
        }
      } else {
        throw new UsageException("unknown argument " + argument + "; see --help");
      }
    }
    return options;
  }

  boolean has(String flag) {
    return flags.contains(flag);
  }

  Optional<String> value(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /// A TCP port, if one is given.
  Optional<Integer> port(String name) throws UsageException {
    Optional<String> text = value(name);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      int port = Integer.parseInt(text.get());
      if (port >= 1 && port <= 65_535) {
        return Optional.of(port);
      }
    } catch (NumberFormatException e) {
      // answered below, like a number out of range
    }
    throw new UsageException("--" + name + " must be 1 to 65535");
  }
}
