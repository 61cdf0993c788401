package org.cloister.deid.release;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cloister.deid.pseudonym.Original;
import org.cloister.deid.pseudonym.PseudonymException;

/// The codes of one document. Every code has the same length, so the document is written with gaps,
/// and one question for many documents fills them all. Not safe for concurrent use.
final class Codes {
  static final int LENGTH = 36;

  private final Map<Original, Integer> numbers = new HashMap<>();
  private final List<Original> originals = new ArrayList<>();
  private int[] gaps = new int[64];
  private int size;

  /// Leaves a gap for the code of this original.
  void write(Original original, JsonOutput out) {
    Integer number = numbers.get(original);
    if (number == null) {
      number = originals.size();
      numbers.put(original, number);
      originals.add(original);
    }
    if (size + 2 > gaps.length) {
      gaps = Arrays.copyOf(gaps, gaps.length * 2);
    }
    gaps[size++] = out.size();
    gaps[size++] = number;
    out.skip(LENGTH);
  }

  /// Forgets the gaps in what was taken back.
  void takeBackTo(int outputSize) {
    while (size > 0 && gaps[size - 2] >= outputSize) {
      size -= 2;
    }
  }

  /// Whose codes the gaps wait for. Originals whose gaps were all taken back are not among them.
  Set<Original> wanted() {
    Set<Original> wanted = HashSet.newHashSet(originals.size());
    for (int i = 0; i < size; i += 2) {
      wanted.add(originals.get(gaps[i + 1]));
    }
    return wanted;
  }

  /// Fills every gap.
  ///
  /// @param codes of all that are wanted, and maybe of others
  /// @param within those originals whose codes are wanted back
  /// @return the codes in this document of the originals that are in `within`
  Set<String> fill(JsonOutput out, Map<Original, String> codes, Set<Original> within)
      throws PseudonymException {
    byte[][] bytes = new byte[originals.size()][];
    Set<String> inside = new HashSet<>();
    for (Original original : wanted()) {
      String code = codes.get(original);
      if (code == null || code.length() != LENGTH) {
        throw new PseudonymException("no code was given");
      }
      bytes[numbers.getOrDefault(original, 0)] = code.getBytes(StandardCharsets.US_ASCII);
      if (within.contains(original)) {
        inside.add(code);
      }
    }
    for (int i = 0; i < size; i += 2) {
      System.arraycopy(bytes[gaps[i + 1]], 0, out.buffer(), gaps[i], LENGTH);
    }
    return inside;
  }
}
