package org.cloister.gateway.compliance.erasure;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/// An act that destroyed something, as the log proves it: `erased under Art. 17 on DATE, leaf #n`.
///
/// @param record its record
/// @param index the place of that record in the log
/// @param scope of a [Scope], or `retention` for a disposal
/// @param legalBasis of a [LegalBasis], or `retention-ended`
public record Erasure(UUID record, long index, String scope, String legalBasis, Instant at) {
  public Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("record", record.toString());
    json.put("index", index);
    json.put("scope", scope);
    json.put("legalBasis", legalBasis);
    json.put("at", at.toString());
    return json;
  }
}
