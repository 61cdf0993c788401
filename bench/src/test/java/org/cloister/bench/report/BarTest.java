package org.cloister.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class BarTest {
  @Test
  void line_isOneLineOfJsonWithTheMembersInTheirOrder() {
    String line =
        Bar.line(
            "infer",
            List.of(
                Bar.atLeast("throughput", 1.23456, 2, "1/s"),
                Bar.atMost("cpu", 499.96, 500, "us")));

    assertThat(line)
        .isEqualTo(
            "{\"bench\":\"infer\",\"bars\":["
                + "{\"bar\":\"throughput\",\"value\":1.235,\"target\":2,\"unit\":\"1/s\",\"holds\":false},"
                + "{\"bar\":\"cpu\",\"value\":500,\"target\":500,\"unit\":\"us\",\"holds\":true}]}");
  }

  @Test
  void holds_isDecidedByTheExactValueAndNotByTheRoundedOne() {
    assertThat(Bar.atMost("cpu", 500.0001, 500, "us").holds()).isFalse();
    assertThat(Bar.atLeast("ratio", 0.34999, 0.35, "1").holds()).isFalse();
    assertThat(Bar.atLeast("ratio", 0.35, 0.35, "1").holds()).isTrue();
  }

  @Test
  void rounded_neverUsesAnExponentAndKeepsWholeNumbersWhole() {
    assertThat(Bar.rounded(1_234_567.8).toString()).isEqualTo("1234568");
    assertThat(Bar.rounded(20_000).toString()).isEqualTo("20000");
    assertThat(Bar.rounded(0).toString()).isEqualTo("0");
    assertThat(Bar.rounded(0.000123456).toString()).isEqualTo("0.0001235");
  }
}
