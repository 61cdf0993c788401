package org.cloister.gateway;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The options of one command: `--name value` and `--flag`, each at most once unless it says
/// otherwise, and nothing else.
final class Options {
  /// The command line is wrong; the message says how.
  static final class UsageException extends Exception {
    private static final long serialVersionUID = 1;

    UsageException(String message) {
      super(message);
    }
  }

  private final Map<String, List<String>> values = new HashMap<>();
  private final Set<String> flags = new HashSet<>();

  private Options() {}

  /// @param valued names of options that take a value, without the dashes
  /// @param flags names of options that take none
  static Options parse(String[] arguments, Set<String> valued, Set<String> flags)
      throws UsageException {
    return parse(arguments, valued, Set.of(), flags);
  }

  /// @param repeated names of those that take a value and may be given several times
  static Options parse(
      String[] arguments, Set<String> valued, Set<String> repeated, Set<String> flags)
      throws UsageException {
    Options options = new Options();
    for (int i = 0; i < arguments.length; i++) {
      String argument = arguments[i];
      String name = argument.startsWith("--") ? argument.substring(2) : "";
      if (flags.contains(name)) {
        options.flags.add(name);
      } else if (valued.contains(name) || repeated.contains(name)) {
        if (++i == arguments.length) {
          throw new UsageException("--" + name + " needs a value; see --help");
        }
        List<String> given = options.values.computeIfAbsent(name, _ -> new ArrayList<>());
        given.add(arguments[i]);
        if (given.size() > 1 && !repeated.contains(name)) {
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
    return values(name).stream().findFirst();
  }

  /// All values of an option that may be given several times, in order.
  List<String> values(String name) {
    return List.copyOf(values.getOrDefault(name, List.of()));
  }

  /// A TCP port, if one is given.
  Optional<Integer> port(String name) throws UsageException {
    return number(name, 65_535).map(Math::toIntExact);
  }

  /// A whole number of 1 to `most`, if one is given.
  Optional<Long> number(String name, long most) throws UsageException {
    Optional<String> text = value(name);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      long number = Long.parseLong(text.get());
      if (number >= 1 && number <= most) {
        return Optional.of(number);
      }
    } catch (NumberFormatException e) {
      // answered below, like a number out of range
    }
    throw new UsageException("--" + name + " must be 1 to " + most);
  }

  /// The value of an option without which the command cannot do its work.
  String needed(String name) throws UsageException {
    return value(name)
        .orElseThrow(() -> new UsageException("--" + name + " is needed; see --help"));
  }
}
