package org.cloister.deid.job;

import java.util.Map;
import java.util.TreeMap;
import org.cloister.deid.release.KnownPeople;
import org.cloister.deid.release.RecordDeidentifier;
import org.cloister.deid.release.Release;

/// What is done to each document of a file. Equal documents give equal bytes, on any thread and at
/// any time: a line that a killed run had done already is done again after it. Safe for concurrent
/// use.
@FunctionalInterface
public interface Step {
  /// @param buffer holds the document in `[from, to)`; not changed, not kept
  Result apply(byte[] buffer, int from, int to);

  /// What became of one document.
  sealed interface Result {}

  /// The document to write, on one line.
  final class Written implements Result {
    private final byte[] document;
    private final Map<String, Long> actions;

    /// @param document the caller's no longer
    /// @param actions how many values met which action
    public Written(byte[] document, Map<String, Long> actions) {
      this.document = document;
      this.actions = new TreeMap<>(actions);
    }

    byte[] document() {
      return document;
    }

    Map<String, Long> actions() {
      return actions;
    }
  }

  /// This document cannot be released, now or later.
  ///
  /// @param byteOffset where in the document, 0 when it is the document as a whole
  /// @param reason without a value
  record Rejected(long byteOffset, String reason) implements Result {}

  /// Nothing can be released now; a later run goes on from here.
  record Unavailable(String reason) implements Result {}

  /// De-identification by this engine.
  static Step of(RecordDeidentifier engine, KnownPeople people) {
    return (buffer, from, to) ->
        switch (engine.deidentify(buffer, from, to, people)) {
          case Release.Released released -> {
            Map<String, Long> actions = new TreeMap<>();
            released.tally().asMap().forEach((fate, count) -> actions.put(fate.name(), count));
            yield new Written(released.document(), actions);
          }
          case Release.Withheld(var reason) -> new Rejected(0, "withheld: " + reason);
          case Release.Refused(var path) -> new Rejected(0, "the rules do not accept " + path);
          case Release.Malformed(var offset, var what) -> new Rejected(offset, what);
          case Release.Unavailable(var cause) ->
              new Unavailable(String.valueOf(cause.getMessage()));
        };
  }
}
