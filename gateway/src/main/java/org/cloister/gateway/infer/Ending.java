package org.cloister.gateway.infer;

import java.util.List;
import org.cloister.audit.Rider;
import org.cloister.gateway.answer.AnswerResources;

/// How the stages of a call ended, before anything is durable or sent.
sealed interface Ending permits Ending.Answered, Ending.Deidentified, Refused {
  /// A document that de-identification vouches for, in the format of the request.
  final class Deidentified implements Ending {
    private final byte[] document;

    Deidentified(byte[] document) {
      this.document = document;
    }

    /// Not copied; a reply is written once.
    byte[] document() {
      return document;
    }

    @Override
    public String toString() {
      return "Deidentified[redacted]";
    }
  }

  /// @param riders the sealed resources, to be committed with the outcome record
  record Answered(AnswerResources answer, List<Rider> riders) implements Ending {
    public Answered {
      riders = List.copyOf(riders);
    }

    @Override
    public String toString() {
      return "Answered[redacted]";
    }
  }
}
