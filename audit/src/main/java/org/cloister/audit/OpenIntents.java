package org.cloister.audit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/// The durable intents that no durable outcome closes yet, as the sequencer knows them. Belongs to
/// its thread. As many as requests are in flight.
final class OpenIntents {
  /// One open intent.
  ///
  /// @param index its place in the log
  record OpenIntent(long index, RecordId recordId) {}

  private final TreeMap<Long, OpenIntent> byIndex = new TreeMap<>();
  private final Map<RecordId, OpenIntent> byRecord = new HashMap<>();
  private final Set<RecordId> toClose = new LinkedHashSet<>();

  /// What a new session found in the store. Whatever does not belong to a live request of this
  /// process is to be closed.
  void restart(List<OpenIntent> found, Predicate<RecordId> isLive) {
    byIndex.clear();
    byRecord.clear();
    toClose.clear();
    for (OpenIntent intent : found) {
      add(intent);
      if (!isLive.test(intent.recordId())) {
        toClose.add(intent.recordId());
      }
    }
  }

  /// Its request ended without an outcome. One that is not open (never stored, or closed) is
  /// ignored.
  void abandon(RecordId intent) {
    if (byRecord.containsKey(intent)) {
      toClose.add(intent);
    }
  }

  /// Up to `limit` intents to close now, except those that this batch closes anyway.
  List<OpenIntent> closable(List<Submission> batch, int limit) {
    if (toClose.isEmpty()) {
      return List.of();
    }
    Set<Long> closing = new LinkedHashSet<>();
    batch.forEach(s -> s.intentIndex().ifPresent(closing::add));
    List<OpenIntent> closable = new ArrayList<>();
    for (RecordId id : toClose) {
      OpenIntent intent = byRecord.get(id);
      if (closable.size() < limit && intent != null && !closing.contains(intent.index())) {
        closable.add(intent);
      }
    }
    return closable;
  }

  boolean hasClosable() {
    return !toClose.isEmpty();
  }

  /// Takes note of a committed record.
  void committed(Submission submission, long index) {
    if (submission.leaf().kind() == EntryKind.INTENT) {
      add(new OpenIntent(index, submission.recordId()));
    }
    submission.intentIndex().ifPresent(this::remove);
  }

  /// The lowest index that is open once this batch, which begins at `first`, is committed.
  long oldestAfter(List<Submission> batch, long first) {
    Set<Long> closing = new LinkedHashSet<>();
    batch.forEach(s -> s.intentIndex().ifPresent(closing::add));
    for (long index : byIndex.keySet()) {
      if (!closing.contains(index)) {
        return index;
      }
    }
    for (int i = 0; i < batch.size(); i++) {
      if (batch.get(i).leaf().kind() == EntryKind.INTENT && !closing.contains(first + i)) {
        return first + i;
      }
    }
    return first + batch.size();
  }

  private void add(OpenIntent intent) {
    byIndex.put(intent.index(), intent);
    byRecord.put(intent.recordId(), intent);
  }

  private void remove(long index) {
    OpenIntent closed = byIndex.remove(index);
    if (closed != null) {
      byRecord.remove(closed.recordId());
      toClose.remove(closed.recordId());
    }
  }
}
