package org.cloister.policies;

import com.google.errorprone.annotations.Immutable;
import java.util.List;

/// What Cedar said to one [CedarQuestion].
///
/// @param policyIds the determining policies
@Immutable
record CedarAnswer(Effect effect, @SuppressWarnings("Immutable") List<String> policyIds) {
  enum Effect {
    ALLOW,
    DENY,
    /// Cedar failed, or a policy did: nothing vouches for the call.
    FAILED
  }

  static final CedarAnswer FAILURE = new CedarAnswer(Effect.FAILED, List.of());

  CedarAnswer {
    policyIds = List.copyOf(policyIds);
  }
}
