package org.cloister.gateway.infer;

import java.io.IOException;
import java.util.function.Consumer;
import org.cloister.audit.AuditException;
import org.cloister.audit.Outcome;
import org.cloister.deid.sealing.SealingException;
import org.cloister.gateway.answer.Issue;
import org.cloister.gateway.answer.OutcomeCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What stands around the stages of every call: a place or a refusal before them, a durable record
/// after them, whatever happened in between. Safe for many threads.
final class Reception {
  private static final Logger LOG = LoggerFactory.getLogger(Reception.class);

  private final Admission admission;
  private final Recording recording;

  Reception(Admission admission, Recording recording) {
    this.admission = admission;
    this.recording = recording;
  }

  /// The way of a call from who asks to what becomes of it.
  @FunctionalInterface
  interface Stages {
    /// @throws IOException if the caller went away
    /// @throws SealingException if a key cannot be had
    Ending run(Call call) throws IOException, SealingException, AuditException;
  }

  /// Answers one call. Never throws: a bug is a recorded failure, an unwritable log is
  /// [Reply.Unrecorded].
  ///
  /// @param opened says of the call what is known before anything is asked, for the record of one
  ///   that gets no place too
  Reply answer(Consumer<Call> opened, Stages stages) {
    try (Admission.Place place = admission.enter();
        Call call = recording.open()) {
      opened.accept(call);
      Ending ending = place.granted() ? run(stages, call) : Refused.because(OutcomeCode.BUSY);
      return recording.conclude(call, ending, place);
    } catch (AuditException e) {
      return new Reply.Unrecorded();
    } catch (RuntimeException | Error bug) {
      LOG.error("Recording a call failed: {}", bug.getClass().getName());
      return new Reply.Unrecorded();
    }
  }

  private static Ending run(Stages stages, Call call) throws AuditException {
    try {
      return stages.run(call);
    } catch (IOException e) {
      return Refused.as(Outcome.CANCELLED, Issue.of(OutcomeCode.MALFORMED));
    } catch (SealingException e) {
      throw new AuditException(AuditException.Kind.UNAVAILABLE, "A patient's key cannot be had.");
    } catch (RuntimeException | Error bug) {
      // Its message may hold a patient's value; its class and place cannot.
      StackTraceElement[] trace = bug.getStackTrace();
      LOG.error(
          "Call {} failed: {} at {}",
          call.id(),
          bug.getClass().getName(),
          trace.length == 0 ? "unknown place" : trace[0]);
      return Refused.as(Outcome.FAILED, Issue.of(OutcomeCode.INTERNAL).ofRequest(call.id()));
    }
  }
}
