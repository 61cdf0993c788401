package org.cloister.gateway.keys;

import org.slf4j.Logger;

/// What is wrong with something that is looked at again and again: said when it begins, when it
/// becomes another, and once when it is over. Confined to one thread at a time.
final class Troubles {
  private final Logger log;
  private final String of;
  private String now = "";

  /// @param of what is looked at
  Troubles(Logger log, String of) {
    this.log = log;
    this.of = of;
  }

  void met(String trouble) {
    if (!trouble.equals(now)) {
      log.warn("{}: {}", of, trouble);
      now = trouble;
    }
  }

  void over() {
    if (!now.isEmpty()) {
      log.info("{}: all is well again", of);
      now = "";
    }
  }
}
