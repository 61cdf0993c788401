package org.cloister.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.cloister.models.PackCopy.CKD;
import static org.cloister.models.PackCopy.PREVENT;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import org.cloister.policies.Sha256;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A site's models are believed on a trusted signature, and on nothing less.
final class ModelSignatureTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  @SuppressWarnings("NullAway.Init") // made before each test
  private PackCopy pack;

  @BeforeEach
  void aSignedFolder() throws Exception {
    pack = PackCopy.into(folder);
    var _ = pack.repository();
  }

  @Test
  void manifests_nameTheKeyThatSigned() throws ModelException {
    assertThat(pack.asItIs().manifests())
        .hasSize(2)
        .allSatisfy(manifest ->
            assertThat(manifest.digests().voucher())
                .isEqualTo(new Voucher.Signer(pack.key().id())));
    assertThat(ModelRepository.shipped().manifests())
        .allSatisfy(
            manifest -> assertThat(manifest.digests().voucher()).isEqualTo(new Voucher.Program()));
  }

  @Test
  void read_refusesAFolderWithoutASignature() throws IOException {
    Files.delete(pack.root().resolve("model.sig"));
    refuses("model.sig", "cloister models sign");
  }

  @Test
  void read_refusesASignatureByAKeyThatIsNotTrusted() throws Exception {
    SigningKey other = SigningKey.create(folder.resolve("other.key"));
    var _ = ModelSignature.sign(pack.root(), other);
    refuses("a signature by a trusted key", other.id().toString());
  }

  /// The name of a trusted key is no signature of it.
  @Test
  void read_refusesAnotherKeysSignatureUnderATrustedName() throws Exception {
    var _ = ModelSignature.sign(pack.root(), SigningKey.create(folder.resolve("other.key")));
    editSignature(
        bundle -> ((ObjectNode) bundle.at("/verificationMaterial/publicKey")).put("hint", hint()));
    refuses("model.sig", "a signature that");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "index.json",
        CKD + "manifest.json",
        CKD + "model.onnx",
        CKD + "card.md",
        PREVENT + "model.onnx"
      })
  void read_refusesEachFileThatChangedAfterItWasSigned(String path) throws IOException {
    pack.flipByteOf(path, 20);
    refuses(path, "as signed");
  }

  /// Whoever can write to the folder can make index, manifest and model agree; not the signature.
  @Test
  void read_refusesAModelThatWasReplacedConsistently() throws IOException {
    pack.replaceModel(CKD, PackCopy.shipped(PREVENT + "model.onnx"));
    refuses("index.json", "as signed");
  }

  @Test
  void read_refusesAModelThatWasAddedAfterwards() throws Exception {
    String index =
        "{\"models\":[{\"id\":\"ckd-epi-2021-cr\",\"version\":\"1.0.0\",\"manifest\":\"%s\"}]}"
            .formatted(Sha256.of(pack.read(CKD + "manifest.json")).hex());
    pack.write("index.json", index.getBytes(StandardCharsets.UTF_8));
    Files.delete(pack.root().resolve(CKD + "card.md"));
    var _ = ModelSignature.sign(pack.root(), pack.key());
    pack.write(CKD + "card.md", PackCopy.shipped(CKD + "card.md"));
    refuses("card.md", "a file that model.sig covers");
  }

  @Test
  void read_refusesAPayloadThatWasChanged() throws IOException {
    editPayload(statement -> ((ArrayNode) statement.at("/predicate/resources")).remove(0));
    refuses("model.sig", "a signature that");
  }

  @Test
  void read_refusesAnotherPayloadType() throws IOException {
    editSignature(
        bundle -> ((ObjectNode) bundle.get("dsseEnvelope")).put("payloadType", "text/plain"));
    refuses("payloadType", "application/vnd.in-toto+json");
  }

  @Test
  void checkAll_findsFilesThatAreMissingAddedOrChanged() throws Exception {
    ModelSignature signature = ModelSignature.read(pack.root(), pack.trusted());
    signature.checkAll(pack.root());
    pack.write("notes.txt", new byte[] {1});
    assertThatThrownBy(() -> signature.checkAll(pack.root()))
        .hasMessageContaining("notes.txt")
        .hasMessageContaining("no file but those that were signed");
    Files.delete(pack.root().resolve("notes.txt"));
    pack.flipByteOf(CKD + "card.md", 2);
    assertThatThrownBy(() -> signature.checkAll(pack.root())).hasMessageContaining("card.md");
    Files.delete(pack.root().resolve(CKD + "card.md"));
    assertThatThrownBy(() -> signature.checkAll(pack.root())).hasMessageContaining("found none");
  }

  @Test
  void sign_refusesALinkOutOfTheFolder() throws IOException {
    Path outside = Files.createFile(folder.resolve("outside"));
    Files.createSymbolicLink(pack.root().resolve("link"), outside);
    assertThatThrownBy(() -> pack.repository()).hasMessageContaining("regular files only");
  }

  /// The envelope as another tool would check it: written here from the specifications, with the
  /// curves that OpenSSF Model Signing names.
  @ParameterizedTest
  @ValueSource(strings = {"secp256r1", "secp384r1", "secp521r1"})
  void sign_makesAnEnvelopeOfTheStandardForm(String curve) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(curve));
    KeyPair pair = generator.generateKeyPair();
    Path file = folder.resolve("ec.key");
    pem(file, "PRIVATE KEY", pair.getPrivate().getEncoded());
    Files.setPosixFilePermissions(
        file, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
    pem(folder.resolve("ec.key.pub"), "PUBLIC KEY", pair.getPublic().getEncoded());
    var _ = ModelSignature.sign(pack.root(), SigningKey.load(file));

    JsonNode bundle = JSON.readTree(pack.read("model.sig"));
    byte[] payload = Base64.getDecoder().decode(bundle.at("/dsseEnvelope/payload").asText());
    assertThat(isSigned(bundle, payload, pair.getPublic(), curve)).isTrue();
    assertThat(bundle.at("/verificationMaterial/publicKey/hint").asText())
        .isEqualTo(Sha256.of(Files.readAllBytes(folder.resolve("ec.key.pub"))).hex());
    JsonNode statement = JSON.readTree(payload);
    assertThat(statement.path("predicateType").asText())
        .isEqualTo("https://model_signing/signature/v1.0");
    assertThat(statement.at("/predicate/resources").findValuesAsText("name"))
        .isSorted()
        .contains("index.json", CKD + "model.onnx")
        .doesNotContain("model.sig");
    assertThat(
            ModelRepository.folder(
                    pack.root(), TrustedKeys.load(List.of(folder.resolve("ec.key.pub"))))
                .manifests())
        .hasSize(2);
  }

  private static boolean isSigned(JsonNode bundle, byte[] payload, PublicKey key, String curve)
      throws Exception {
    String hash =
        switch (curve) {
          case "secp256r1" -> "SHA256";
          case "secp384r1" -> "SHA384";
          default -> "SHA512";
        };
    Signature check = Signature.getInstance(hash + "withECDSA");
    check.initVerify(key);
    check.update(
        ("DSSEv1 28 application/vnd.in-toto+json " + payload.length + " ")
            .getBytes(StandardCharsets.US_ASCII));
    check.update(payload);
    return check.verify(
        Base64.getDecoder().decode(bundle.at("/dsseEnvelope/signatures/0/sig").asText()));
  }

  private static void pem(Path file, String label, byte[] der) throws IOException {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    Files.writeString(
        file, "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n");
  }

  private String hint() {
    try {
      return pack.key().id().hex();
    } catch (ModelException e) {
      throw new IllegalStateException(e);
    }
  }

  private void editSignature(Consumer<ObjectNode> change) throws IOException {
    ObjectNode bundle = (ObjectNode) JSON.readTree(pack.read("model.sig"));
    change.accept(bundle);
    pack.write("model.sig", JSON.writeValueAsBytes(bundle));
  }

  private void editPayload(Consumer<ObjectNode> change) throws IOException {
    editSignature(bundle -> {
      ObjectNode envelope = (ObjectNode) bundle.get("dsseEnvelope");
      try {
        ObjectNode statement =
            (ObjectNode)
                JSON.readTree(Base64.getDecoder().decode(envelope.get("payload").asText()));
        change.accept(statement);
        envelope.put(
            "payload", Base64.getEncoder().encodeToString(JSON.writeValueAsBytes(statement)));
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    });
  }

  private void refuses(String where, String expected) {
    assertThatThrownBy(() -> Models.open(pack.asItIs()).close())
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(where)
        .hasMessageContaining(expected);
  }
}
