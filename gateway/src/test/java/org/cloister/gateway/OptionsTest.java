package org.cloister.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Set;
import org.cloister.gateway.Options.UsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OptionsTest {
  private static Options parse(String... arguments) throws UsageException {
    return Options.parse(arguments, Set.of("port", "data"), Set.of("once"));
  }

  @Test
  void parse_takesValuesAndFlagsInAnyOrder() throws UsageException {
    Options options = parse("--data", "there", "--once", "--port", "8081");
    assertThat(options.value("data")).contains("there");
    assertThat(options.port("port")).contains(8081);
    assertThat(options.has("once")).isTrue();
  }

  @Test
  void parse_leavesAbsentWhatIsNotGiven() throws UsageException {
    Options options = parse();
    assertThat(options.value("data")).isEmpty();
    assertThat(options.port("port")).isEmpty();
    assertThat(options.has("once")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--colour", "port", "-p", "--", "", "--once=yes", "--PORT"})
  void parse_refusesWhatNobodyKnows(String argument) {
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> parse(argument))
        .withMessageContaining("unknown argument " + argument);
  }

  @Test
  void parse_refusesAnOptionWithoutItsValue() {
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> parse("--once", "--data"))
        .withMessageContaining("--data needs a value");
  }

  @Test
  void parse_refusesAnOptionThatIsGivenTwice() {
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> parse("--data", "here", "--data", "there"))
        .withMessageContaining("--data is given twice");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "65536", "-1", "eighty", "", "8080 ", "+8080x", "99999999999"})
  void port_isOneThatTcpHas(String text) throws UsageException {
    Options options = parse("--port", text);
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> options.port("port"))
        .withMessage("--port must be 1 to 65535");
  }
}
