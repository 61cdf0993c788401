package org.cloister.audit.witness;

import java.time.Instant;
import java.util.Optional;

/// How a witness and the log stand to each other, as the log's side knows it.
///
/// @param name of the witness
/// @param state what the last exchange showed
/// @param lastCosigned when the witness last signed a checkpoint of this log, by this process's
///   clock; empty when it has not since the process started
/// @param cosignedSize entries under that checkpoint, 0 before the first
/// @param sentence what is wrong, in plain words; empty while agreeing
public record WitnessStanding(
    String name, State state, Optional<Instant> lastCosigned, long cosignedSize, String sentence) {
  /// From the best to the worst.
  public enum State {
    /// The witness signed the newest checkpoint that it was shown.
    AGREEING,
    /// It was not asked yet: the log has published nothing.
    NOT_ASKED,
    /// It did not answer, or not as a witness does. The log goes on; nobody vouches for it.
    UNREACHABLE,
    /// It has signed something that this log does not continue. Either the log was put back or
    /// forked, or the witness lies: someone must find out which.
    DISAGREES
  }
}
