package org.cloister.audit;

import org.cloister.audit.tlog.Checkpoint;

/// The log as of one commit.
///
/// @param checkpoint origin, size and root
/// @param note the checkpoint as signed
/// @param oldestOpen no intent below this index is open
record Head(Checkpoint checkpoint, String note, long oldestOpen) {}
