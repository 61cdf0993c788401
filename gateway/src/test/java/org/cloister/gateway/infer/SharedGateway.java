package org.cloister.gateway.infer;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.cloister.gateway.TestGateway;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives a test the one gateway that all classes of a run share, as a parameter of type
/// [TestGateway]. A start takes seconds, so whoever changes neither settings nor keys shares: make
/// patients of your own, and count nothing that others count too.
public final class SharedGateway implements ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(SharedGateway.class);

  /// Closed by JUnit when the run is over.
  private record Running(TestGateway gateway) implements AutoCloseable {
    static Running start() {
      try {
        return new Running(TestGateway.start());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      gateway.close();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == TestGateway.class;
  }

  @Override
  public TestGateway resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .computeIfAbsent("gateway", key -> Running.start(), Running.class)
        .gateway();
  }
}
