package org.cloister.models.metering;

/// A machine whose clocks the test turns.
final class FakeProbe extends Probe {
  long nanoTime = 1_000;
  Reading reading = new Reading(0, 0, 0, 0);

  @Override
  long nanoTime() {
    return nanoTime;
  }

  @Override
  Reading read() {
    return reading;
  }
}
