package org.cloister.gateway.deidentify;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;
import org.cloister.deid.release.Barred;
import org.cloister.deid.release.GatheredPeople;
import org.cloister.deid.release.KnownPeople;
import org.cloister.deid.release.Line;
import org.cloister.deid.release.Place;
import org.cloister.deid.release.Release;
import org.cloister.deid.release.Tally;

/// De-identifies the document of a call: one resource, or as many lines as the body has. All lines
/// or none: the first that may not be released ends it.
public final class Lines {
  private static final byte NEWLINE = '\n';

  private Lines() {}

  /// What became of the whole.
  public sealed interface Result {
    /// Every document of the body, de-identified.
    final class Released implements Result {
      private final byte[] document;
      private final Tally tally;
      private final int lines;

      Released(byte[] document, Tally tally, int lines) {
        this.document = document;
        this.tally = tally;
        this.lines = lines;
      }

      /// In the format of the request; the caller's own.
      public byte[] document() {
        return document;
      }

      public Tally tally() {
        return tally;
      }

      /// How many documents it holds.
      public int lines() {
        return lines;
      }

      @Override
      public String toString() {
        return "Released[" + document.length + " bytes]";
      }
    }

    /// @param line of the document at fault, from 1
    /// @param offset of that line in the body
    /// @param release any but [Release.Released]
    record Stopped(int line, int offset, Release release) implements Result {}
  }

  /// @param parameters where in the body
  /// @param barred of whom no document may tell
  public static Result deidentify(
      ReleaseRules.Engine engine,
      DeidentifyQuery.Format format,
      DeidentifyParameters parameters,
      byte[] body,
      Barred barred) {
    return switch (format) {
      case JSON -> one(engine, new Place(parameters.from(), parameters.to()), body, barred);
      case NDJSON -> many(engine, body, barred);
    };
  }

  private static Result one(ReleaseRules.Engine engine, Place at, byte[] body, Barred barred) {
    Release release = engine.deidentify(body, List.of(at), KnownPeople.none(), barred).getFirst();
    return release instanceof Release.Released released
        ? new Result.Released(released.document(), released.tally(), 1)
        : new Result.Stopped(1, at.from(), release);
  }

  private static Result many(ReleaseRules.Engine engine, byte[] body, Barred barred) {
    List<Line> lines = Line.of(body, body.length);
    List<Place> documents = Line.places(lines);
    List<Release> releases =
        engine.deidentify(body, documents, people(engine, body, documents), barred);
    ByteArrayOutputStream out = new ByteArrayOutputStream(body.length);
    Tally tally = Tally.empty();
    for (int i = 0; i < lines.size(); i++) {
      if (!(releases.get(i) instanceof Release.Released released)) {
        return new Result.Stopped(lines.get(i).number(), documents.get(i).from(), releases.get(i));
      }
      out.writeBytes(released.document());
      out.write(NEWLINE);
      tally = tally.plus(released.tally());
    }
    return new Result.Released(out.toByteArray(), tally, documents.size());
  }

  /// The note of one line may be about the Patient of another, before or after it.
  private static KnownPeople people(
      ReleaseRules.Engine engine, byte[] body, List<Place> documents) {
    Optional<GatheredPeople> people = engine.gather();
    if (people.isEmpty()) {
      return KnownPeople.none();
    }
    documents.forEach(at -> people.get().read(body, at.from(), at.to()));
    return people.get();
  }
}
