package org.cloister.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModelsCommandTest {
  private static final String CKD = "ckd-epi-2021-cr/1.0.0/";

  @TempDir private Path folder;

  @Test
  void list_namesTheShippedModelsAndWhoVouchesForThem() {
    CommandLine listed = CommandLine.run("models", "list");
    assertThat(listed.exitCode()).isZero();
    assertThat(listed.out())
        .contains("ckd-epi-2021-cr|", "prevent-2023-base|", "sha256:", "this program");
  }

  @Test
  void aFolder_isRefusedUntilItIsSignedAndAfterItChanged() throws IOException {
    Path models = aFolderOfOneModel();
    Path key = folder.resolve("site.key");
    assertThat(CommandLine.run("models", "create-key", key).exitCode()).isZero();
    CommandLine unsigned = CommandLine.run("models", "verify", models, "--key", key + ".pub");
    assertThat(unsigned.exitCode()).isEqualTo(1);
    assertThat(unsigned.err()).contains("model.sig", "cloister models sign").hasLineCount(1);

    CommandLine signed = CommandLine.run("models", "sign", models, "--key", key);
    assertThat(signed.out()).startsWith("signed 4 files");
    // The same model ships already: verified up to the point where both would be open.
    assertThat(CommandLine.run("models", "verify", models, "--key", key + ".pub").err())
        .contains("each model once");

    Files.writeString(models.resolve(CKD + "card.md"), "another card");
    CommandLine changed = CommandLine.run("models", "verify", models, "--key", key + ".pub");
    assertThat(changed.exitCode()).isEqualTo(1);
    assertThat(changed.err()).contains("card.md", "as signed");
  }

  @Test
  void wrongUsage_isSaidInOneLine() {
    assertThat(CommandLine.run("models", "sign", folder).err()).contains("--key is needed");
    assertThat(CommandLine.run("models", "sign").exitCode()).isEqualTo(2);
    assertThat(CommandLine.run("models", "bless", folder).exitCode()).isEqualTo(2);
    assertThat(CommandLine.run("models", "--help").out()).contains("usage: cloister models");
  }

  private Path aFolderOfOneModel() throws IOException {
    Path models = folder.resolve("models");
    Files.createDirectories(models.resolve(CKD));
    for (String file : new String[] {"manifest.json", "model.onnx", "card.md"}) {
      copy(CKD + file, models);
    }
    copy("index.json", models);
    return models;
  }

  private static void copy(String path, Path to) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(ModelsCommandTest.class.getResourceAsStream("/models/" + path))) {
      var _ = Files.copy(in, to.resolve(path));
    }
  }
}
