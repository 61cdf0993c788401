package org.cloister.gateway.compliance.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvFileTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "=HYPERLINK(\"http://evil\")",
        "+1",
        "-1+1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =1",
        "|calc",
        "\uFF1D1"
      })
  void of_disarmsWhatASpreadsheetWouldRun(String cell) {
    String line = CsvFile.of(table(cell)).split("\r\n", 2)[1];

    assertThat(line.startsWith("\"") ? line.substring(1) : line).startsWith("'");
  }

  @Test
  void of_quotesByTheRfc() {
    assertThat(CsvFile.of(table("a \"b\", c\r\nd")))
        .isEqualTo("Name,Other\r\n\"a \"\"b\"\", c\r\nd\",x\r\n");
    assertThat(CsvFile.of(table("plain"))).isEqualTo("Name,Other\r\nplain,x\r\n");
  }

  @Test
  void escaped_leavesNoMarkup() {
    assertThat(HtmlPage.escaped("<img src=x onerror='alert(\"1\")'>&\u0000"))
        .isEqualTo("&lt;img src=x onerror=&#39;alert(&quot;1&quot;)&#39;&gt;&amp;");
  }

  private static Document.Table table(String cell) {
    return new Document.Table("T", List.of("Name", "Other"), List.of(List.of(cell, "x")));
  }
}
