package org.cloister.models;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.util.concurrent.locks.ReentrantLock;

/// The only place that creates ONNX Runtime sessions, one at a time, and none once the process has
/// begun to end: ONNX Runtime closes its environment in a shutdown hook of its own, and a session
/// that is created after that can crash the process (microsoft/onnxruntime issue 31352). Hooks have
/// no order, so a session that is being created at the very moment the process begins to end stays
/// a risk; models are opened once, before the first call is served.
final class OrtLoader {
  /// Static, because the environment of ONNX Runtime is one per process.
  private static final ReentrantLock LOADING = new ReentrantLock();

  private OrtLoader() {}

  /// @param file named in the error
  static void refuseWhileEnding(String file) throws ModelException {
    Thread nothing = new Thread(() -> {}, "models-probe-of-shutdown");
    try {
      // Refused by the JVM from the moment at which it starts the hooks, whatever their order.
      Runtime.getRuntime().addShutdownHook(nothing);
      if (Runtime.getRuntime().removeShutdownHook(nothing)) {
        return;
      }
    } catch (IllegalStateException _) {
      // The process ends.
    }
    throw new ModelException(file, "a running process", "one that ends");
  }

  static OrtEnvironment environment() {
    OrtTelemetry.switchOff();
    return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "cloister");
  }

  /// One thread per run and no spinning: calls are spread over cores, not one call over several,
  /// and only a run on one thread repeats bit by bit. No arena, because it never gives memory back.
  static SessionOptions options() throws OrtException {
    // Making options loads the library too.
    OrtTelemetry.switchOff();
    SessionOptions options = new SessionOptions();
    options.setIntraOpNumThreads(1);
    options.setInterOpNumThreads(1);
    options.setCPUArenaAllocator(false);
    options.setOptimizationLevel(SessionOptions.OptLevel.ALL_OPT);
    options.addConfigEntry("session.intra_op.allow_spinning", "0");
    options.addConfigEntry("session.inter_op.allow_spinning", "0");
    return options;
  }

  static OrtSession load(String file, byte[] onnx, SessionOptions options) throws ModelException {
    LOADING.lock();
    try {
      refuseWhileEnding(file);
      return environment().createSession(onnx, options);
    } catch (OrtException e) {
      throw new ModelException(file, "a model that ONNX Runtime loads", "one it refuses", e);
    } finally {
      LOADING.unlock();
    }
  }
}
