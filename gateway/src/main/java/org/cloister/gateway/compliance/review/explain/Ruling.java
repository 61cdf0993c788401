package org.cloister.gateway.compliance.review.explain;

import java.util.List;
import java.util.Map;

/// The judgement of an access, and what it changes about earlier ones.
///
/// @param judgement of this access
/// @param reopened earlier accesses, by id, that look different now: the beginning of a burst. Each
///   with its evidence
public record Ruling(Judgement judgement, Map<String, List<Evidence>> reopened) {
  public Ruling {
    reopened = Map.copyOf(reopened);
  }
}
