package org.cloister.bench.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class CpuTimeTest {
  @Test
  void ofProcess_isWhatTheJvmSaysOfItself() throws IOException {
    long pid = ProcessHandle.current().pid();

    long before = ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
    long measured = CpuTime.ofProcess(pid);
    long after = ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();

    assertThat(measured).isBetween(before, after);
  }

  @Test
  void ofMachine_isMoreThanThatOfOneProcess() throws IOException {
    assertThat(CpuTime.ofMachine())
        .isGreaterThanOrEqualTo(CpuTime.ofProcess(ProcessHandle.current().pid()));
  }

  @Test
  void byThreads_groupsWhatJavaShortenedForTheKernel() {
    assertThat(CpuTime.group("http-ni..exec-1")).isEqualTo("web requests");
    assertThat(CpuTime.group("http-ni..Poller")).isEqualTo("web poller");
    assertThat(CpuTime.group("G1 Conc#0")).isEqualTo("garbage collector");
    assertThat(CpuTime.group("C2 CompilerThre")).isEqualTo("compiler");
    assertThat(CpuTime.group("audit-sequencer-1")).isEqualTo("audit-sequencer");
  }
}
