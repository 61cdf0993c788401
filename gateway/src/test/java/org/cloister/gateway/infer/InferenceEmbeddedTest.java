package org.cloister.gateway.infer;

import java.util.Map;

final class InferenceEmbeddedTest extends InferenceSuite {
  @Override
  Map<String, Object> settings() {
    return Map.of();
  }
}
