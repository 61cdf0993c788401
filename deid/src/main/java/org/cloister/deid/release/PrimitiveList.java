package org.cloister.deid.release;

import java.util.stream.IntStream;
import org.cloister.deid.pseudonym.PseudonymException;
import org.cloister.deid.release.StepPlan.Member;

/// Writes a list of primitive values beside the list of their companions.
final class PrimitiveList {
  private static final byte[] NULL = Rewriter.ascii("null");

  private final Rewriter rewriter;
  private final Writing writing;
  private final JsonIndex index;

  PrimitiveList(Rewriter rewriter, Writing writing) {
    this.rewriter = rewriter;
    this.writing = writing;
    this.index = writing.index();
  }

  /// @param values or companions: [JsonIndex#NONE] where the document has no such list
  boolean write(Member member, int object, int values, int companions) throws PseudonymException {
    int[] left = items(values);
    int[] right = items(companions);
    int length = Math.max(left.length, right.length);
    boolean[] hasValue = new boolean[length];
    boolean[] hasCompanion = new boolean[length];
    boolean[] isKept = new boolean[length];
    boolean anyValue = false;
    boolean anyCompanion = false;
    long[] counts = writing.counts();
    int mark = writing.out().size();
    for (int i = 0; i < length; i++) {
      hasValue[i] = i < left.length && rewriter.value(member.step(), member, object, left[i]);
      hasCompanion[i] =
          i < right.length && !(member.step() instanceof Step.Drop) && rewriter.companion(right[i]);
      isKept[i] = hasValue[i] || hasCompanion[i];
      anyValue |= hasValue[i];
      anyCompanion |= hasCompanion[i];
      writing.takeBackTo(mark);
    }
    writing.resetCounts(counts);
    if (anyValue) {
      rewriter.named(member, false);
      part(isKept, hasValue, i -> rewriter.value(member.step(), member, object, left[i]));
    }
    if (anyCompanion) {
      if (anyValue) {
        writing.out().write(',');
      }
      rewriter.named(member, true);
      part(isKept, hasCompanion, i -> rewriter.companion(right[i]));
    }
    return anyValue || anyCompanion;
  }

  @FunctionalInterface
  private interface Items {
    boolean write(int i) throws PseudonymException;
  }

  /// One of the two lists: an item that is kept, or null for one of which only the other part is.
  private void part(boolean[] isKept, boolean[] isHere, Items items) throws PseudonymException {
    char before = '[';
    for (int i = 0; i < isKept.length; i++) {
      if (isKept[i]) {
        writing.out().write(before);
        before = ',';
        if (!isHere[i] || !items.write(i)) {
          writing.out().write(NULL);
        }
      }
    }
    writing.out().write(']');
  }

  private int[] items(int list) {
    if (list == JsonIndex.NONE || !index.isArray(list)) {
      return new int[0];
    }
    IntStream.Builder items = IntStream.builder();
    int stop = index.next(list);
    for (int item = index.first(list); item < stop; item = index.next(item)) {
      items.add(item);
    }
    return items.build().toArray();
  }
}
