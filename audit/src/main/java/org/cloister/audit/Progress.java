package org.cloister.audit;

import org.cloister.audit.tlog.Checkpoint;

/// Whom the sequencer tells how far the log is.
///
/// @param pulse signs of life
/// @param publisher signs what is newest with both keys
record Progress(Pulse pulse, Publisher publisher) {
  /// A session was opened on a log of this checkpoint.
  void connected(Checkpoint checkpoint) {
    pulse.connected(checkpoint.size());
    publisher.committed(checkpoint);
  }

  /// This checkpoint is durable.
  void committed(Checkpoint checkpoint) {
    pulse.committed(checkpoint.size());
    publisher.committed(checkpoint);
  }
}
