package org.cloister.gateway.store;

import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/// `@ExtendWith(NeedsContainer.class)` on a class that uses [TestStore#container]: where no
/// container can be started the class is reported as skipped, with the reason. A class that gave up
/// in `@BeforeAll` instead would not be reported at all.
public final class NeedsContainer implements ExecutionCondition {
  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    Optional<String> obstacle = ContainerTestStore.obstacle();
    return obstacle
        .map(reason -> ConditionEvaluationResult.disabled("skipped: " + reason))
        .orElseGet(() -> ConditionEvaluationResult.enabled("an engine answers and has the image"));
  }
}
