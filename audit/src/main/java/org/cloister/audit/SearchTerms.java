package org.cloister.audit;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/// What a record is found by beside its subject and what stands in its entry row. Text or bytes
/// that are not there are empty.
///
/// @param agent name of the agent's key, of the subject's tenant
/// @param token a [BlindTerm]
/// @param purpose code of the purpose of use
/// @param model what was used
/// @param concerning further subjects
@SuppressWarnings("ArrayRecordComponent") // on its way to the database, never compared
record SearchTerms(
    String agent, byte[] token, String purpose, Model model, List<Subject> concerning) {
  private static final byte[] NO_BYTES = {};

  /// @param id as in [Fact#MODEL]
  /// @param hash the 32 bytes of [Fact#MODEL_HASH]
  @SuppressWarnings("ArrayRecordComponent") // as above
  record Model(String id, byte[] hash) {}

  static final SearchTerms NONE =
      new SearchTerms("", NO_BYTES, "", new Model("", NO_BYTES), List.of());

  /// The entry's own terms; where it has none, those of the intent that it closes.
  static SearchTerms of(Entry entry, SearchTerms intent) {
    Map<String, String> facts = entry.facts();
    String model = facts.getOrDefault(Fact.MODEL.text(), "");
    String hash = facts.getOrDefault(Fact.MODEL_HASH.text(), "");
    return new SearchTerms(
        entry.agent().map(a -> a.subject().key()).orElse(intent.agent()),
        entry.agent().flatMap(Agent::token).map(BlindTerm::bytes).orElse(intent.token()),
        entry.purpose().orElse(intent.purpose()),
        new Model(
            model.isEmpty() ? intent.model().id() : model,
            hash.isEmpty() ? intent.model().hash() : HexFormat.of().parseHex(hash)),
        entry.concerning().isEmpty() ? intent.concerning() : entry.concerning());
  }
}
