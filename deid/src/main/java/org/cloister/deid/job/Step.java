package org.cloister.deid.job;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.cloister.deid.release.KnownPeople;
import org.cloister.deid.release.Place;
import org.cloister.deid.release.RecordDeidentifier;
import org.cloister.deid.release.Release;

/// What is done to the documents of a file. Equal documents give equal bytes, on any thread and at
/// any time: a line that a killed run had done already is done again after it. Safe for concurrent
/// use.
@FunctionalInterface
public interface Step {
  /// @param buffer holds the documents; not changed, not kept
  /// @return what became of each, in order
  List<Result> apply(byte[] buffer, List<Place> documents);

  /// A step that looks at one document at a time.
  static Step each(BiFunction<byte[], Place, Result> one) {
    return (buffer, documents) -> documents.stream().map(at -> one.apply(buffer, at)).toList();
  }

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
    return (buffer, documents) ->
        engine.deidentify(buffer, documents, people).stream().map(Step::result).toList();
  }

  private static Result result(Release release) {
    return switch (release) {
      case Release.Released released -> {
        Map<String, Long> actions = new TreeMap<>();
        released.tally().asMap().forEach((fate, count) -> actions.put(fate.name(), count));
        yield new Written(released.document(), actions);
      }
      case Release.Withheld(var reason) -> new Rejected(0, "withheld: " + reason);
      case Release.Refused(var path) -> new Rejected(0, "the rules do not accept " + path);
      case Release.Malformed(var offset, var what) -> new Rejected(offset, what);
      case Release.Restricted(var offset) ->
          new Rejected(offset, "the use of a patient's data is restricted");
      case Release.Unavailable(var cause) -> new Unavailable(String.valueOf(cause.getMessage()));
    };
  }
}
