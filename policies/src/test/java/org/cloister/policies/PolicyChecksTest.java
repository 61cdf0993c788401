package org.cloister.policies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyChecksTest {
  @TempDir Path directory;

  @BeforeEach
  void copy() throws IOException, PolicyException {
    PolicyDirectory.copyOfShipped(directory);
  }

  @Test
  void fromDirectory_readsACopyOfTheShippedPoliciesAsTheSameSet() throws PolicyException {
    Policies copy = Policies.fromDirectory(directory);

    assertThat(copy.policySet()).isEqualTo(Policies.shipped().policySet());
    assertThat(copy.rules()).isEqualTo(Policies.shipped().rules());
  }

  @Test
  void fromDirectory_refusesAMisspeltAttributeWithFileLineAndSuggestion() throws IOException {
    add(
        """
        // é: the engine counts bytes, we count lines
        @id("mine")
        @title("Müller; // not a comment")
        forbid (principal, action, resource)
        when {
          context.patientInCompartmnet
        };
        """);

    assertRefused(
        "90-mine.cedar:6: ", "patientInCompartmnet", "did you mean `patientInCompartment`?");
  }

  @Test
  void fromDirectory_refusesAMisspeltRolePurposeOrAction() throws IOException {
    add("@id(\"a\") @title(\"a\")\npermit (principal in Role::\"clinicain\", action, resource);");
    assertRefused("90-mine.cedar:2: ", "clinicain", "\"clinician\"");

    add(
        "@id(\"a\") @title(\"a\")\n"
            + "permit (principal, action, resource) when { context.purpose == Purpose::\"TRAET\""
            + " };");
    assertRefused("90-mine.cedar:2: ", "TRAET", "\"TREAT\"");

    add("@id(\"a\") @title(\"a\")\npermit (principal, action == Action::\"inferr\", resource);");
    assertRefused("90-mine.cedar:2: ", "inferr", "`Action::\"infer\"`");
  }

  @Test
  void fromDirectory_refusesAnAttributeThatNotEveryActionHas() throws IOException {
    add(
        "@id(\"a\") @title(\"a\")\n"
            + "forbid (principal, action, resource) when { context.reasonGiven };");

    assertRefused("90-mine.cedar:2: ", "reasonGiven");
  }

  @Test
  void fromDirectory_refusesAPolicyThatCanNeverApply() throws IOException {
    add("@id(\"a\") @title(\"a\")\nforbid (principal, action, resource) when { false };");

    assertRefused("90-mine.cedar:1: ", "impossible");
  }

  @Test
  void fromDirectory_refusesPoliciesWithoutAnIdOrTitleOfTheirOwn() throws IOException {
    add("\n@title(\"a\") forbid (principal, action, resource);");
    assertRefused("90-mine.cedar:2: ", "@id");

    add("@id(\"a\") forbid (principal, action, resource);");
    assertRefused("90-mine.cedar:1: ", "@title");

    add("@id(\"consent-denies\") @title(\"a\")\nforbid (principal, action, resource);");
    assertRefused("90-mine.cedar:1: ", "consent-denies", "30-never.cedar:");
  }

  @Test
  void fromDirectory_refusesWhatDoesNotParse() throws IOException {
    add("@id(\"a\") @title(\"a\")\nforbid (principal, action, resource)\nwhem { true };");
    assertRefused("90-mine.cedar:3: ", "whem");

    add("@id(\"a\") @title(\"a\")\nforbid (principal, action, resource)");
    assertRefused("90-mine.cedar:1: ");

    add("@id(\"a\") @title(\"a\") forbid (principal == ?principal, action, resource);");
    assertRefused("90-mine.cedar:1: ", "templates");

    add(";");
    assertRefused("90-mine.cedar:1: ");
  }

  @Test
  void fromDirectory_refusesABrokenSchema() throws IOException {
    Path schema = directory.resolve("schema.cedarschema");
    String text = Files.readString(schema);

    Files.writeString(schema, text.replace("consent: Consent", "consent: Konsent"));
    assertRefused("schema.cedarschema:", "Konsent");

    Files.writeString(schema, text.replace("entity Model;", "entity Model;;"));
    assertRefused("schema.cedarschema:", "`;`");

    Files.writeString(schema, text.replace("  \"ETREAT\",\n", ""));
    assertThatThrownBy(() -> Policies.fromDirectory(directory)).isInstanceOf(PolicyException.class);

    Files.delete(schema);
    assertThatThrownBy(() -> Policies.fromDirectory(directory))
        .isInstanceOf(PolicyException.class)
        .hasMessageContaining("schema.cedarschema");
  }

  @Test
  void fromDirectory_refusesASchemaThatTheGatewayCannotAskBy() throws IOException {
    for (String name : new String[] {"10-who-may-infer", "20-who-may-read", "30-never"}) {
      Files.delete(directory.resolve(name + ".cedar"));
    }
    add("@id(\"a\") @title(\"a\") permit (principal, action == Action::\"infer\", resource);");
    Path schema = directory.resolve("schema.cedarschema");
    Files.writeString(
        schema, Files.readString(schema).replace("  scopesCover: Bool,", "  scopesCover: String,"));

    assertRefused("schema.cedarschema:", "does not accept", "infer");
  }

  @Test
  void fromDirectory_refusesDirectoriesThatHoldNoPolicies(@TempDir Path empty) throws IOException {
    assertThatThrownBy(() -> Policies.fromDirectory(empty)).isInstanceOf(PolicyException.class);
    assertThatThrownBy(() -> Policies.fromDirectory(empty.resolve("absent")))
        .isInstanceOf(PolicyException.class);

    Files.copy(directory.resolve("schema.cedarschema"), empty.resolve("schema.cedarschema"));
    assertThatThrownBy(() -> Policies.fromDirectory(empty)).isInstanceOf(PolicyException.class);
    Files.writeString(empty.resolve("a.cedar"), "// nothing yet\n");
    assertThatThrownBy(() -> Policies.fromDirectory(empty)).isInstanceOf(PolicyException.class);
    Files.write(empty.resolve("a.cedar"), "@id(\"\u00e9\")".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> Policies.fromDirectory(empty))
        .isInstanceOf(PolicyException.class)
        .hasMessageContaining("UTF-8");
  }

  @Test
  void policySet_changesWithAnyByteOfAnyFile() throws IOException, PolicyException {
    Sha256 before = Policies.fromDirectory(directory).policySet();
    Files.writeString(
        directory.resolve("30-never.cedar"),
        Files.readString(directory.resolve("30-never.cedar")) + "\n");

    assertThat(Policies.fromDirectory(directory).policySet()).isNotEqualTo(before);
  }

  private void add(String policy) throws IOException {
    Files.writeString(directory.resolve("90-mine.cedar"), policy);
  }

  private void assertRefused(String... parts) {
    assertThatThrownBy(() -> Policies.fromDirectory(directory))
        .isInstanceOf(PolicyException.class)
        .hasMessageStartingWith(parts[0])
        .hasMessageContainingAll(parts);
  }
}
