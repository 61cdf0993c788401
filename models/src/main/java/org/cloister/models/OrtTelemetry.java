package org.cloister.models;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// Switches off the telemetry inside ONNX Runtime 1.29.
///
/// The library for Linux and macOS reports sessions and the process's command line to its vendor
/// over HTTPS, writes `mat-debug-PID.log` into the temporary folder, and crashes the process where
/// the command line is longer than some 4 kB (all seen with 1.29.0). It stays silent only if
/// `ORT_DISABLE_TELEMETRY` is in the process's environment before it is loaded. A launcher can
/// forget that, so it is set here, with the C library's `setenv`; `OrtEnvironment.setTelemetry`
/// would come too late.
final class OrtTelemetry {
  private static final String SWITCH = "ORT_DISABLE_TELEMETRY";

  private OrtTelemetry() {}

  /// Must return before a class of ONNX Runtime is initialised.
  ///
  /// @throws IllegalStateException if the variable cannot be set: nothing may be loaded then
  @SuppressWarnings(
      "restricted") // the one native call of our own; the launcher enables native access
  static void switchOff() {
    Linker linker = Linker.nativeLinker();
    try (Arena arena = Arena.ofConfined()) {
      MethodHandle setenv =
          linker.downcallHandle(
              linker.defaultLookup().findOrThrow("setenv"),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT,
                  ValueLayout.ADDRESS,
                  ValueLayout.ADDRESS,
                  ValueLayout.JAVA_INT));
      int failed = (int) setenv.invokeExact(arena.allocateFrom(SWITCH), arena.allocateFrom("1"), 1);
      if (failed != 0) {
        throw new IllegalStateException("the telemetry of ONNX Runtime cannot be switched off");
      }
    } catch (IllegalStateException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("the telemetry of ONNX Runtime cannot be switched off", e);
    }
  }
}
