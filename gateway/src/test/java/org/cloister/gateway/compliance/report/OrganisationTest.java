package org.cloister.gateway.compliance.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.cloister.gateway.compliance.report.Organisation.Recipient;
import org.junit.jupiter.api.Test;

class OrganisationTest {
  @Test
  void recipient_isReadWithWhatIsNamedOfIt() {
    assertThat(Recipient.parse("Lab; 1 Main St; contract 7 of 2026; annex"))
        .isEqualTo(new Recipient("Lab", "1 Main St", Optional.of("contract 7 of 2026; annex")));
    assertThat(Recipient.parse("Lab;1 Main St;")).isEqualTo(Recipient.parse("Lab; 1 Main St"));
    assertThat(Recipient.parse("Lab").contract()).isEmpty();
    assertThat(Recipient.parse("Lab").nameAndAddress()).isEqualTo("Lab");
    assertThat(Recipient.parse("Lab; 1 Main St").nameAndAddress()).isEqualTo("Lab, 1 Main St");
  }
}
