package org.cloister.models;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.SortedMap;
import org.cloister.policies.Sha256;

/// The signature of a folder of models, `model.sig` in it: every file by its digest, under one
/// signature.
///
/// The form is that of OpenSSF Model Signing 1.0 in key mode
/// (https://github.com/sigstore/model-transparency): a Sigstore bundle with a DSSE envelope
/// (https://github.com/secure-systems-lab/dsse) around an in-toto statement ([FolderStatement]). No
/// transparency log and no network take part. Beyond that specification, which has ECDSA only, the
/// key may be Ed25519.
///
/// It does not promise freshness: an older folder with its older signature is as good as the new
/// one. Whoever withdraws a model withdraws the folder.
public final class ModelSignature {
  /// The file's name in the folder that it signs.
  static final String FILE = "model.sig";

  private static final String BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json";
  private static final String PAYLOAD = "application/vnd.in-toto+json";
  private static final int LARGEST = 4 << 20;

  private final Sha256 signer;
  private final SortedMap<String, Sha256> files;

  private ModelSignature(Sha256 signer, SortedMap<String, Sha256> files) {
    this.signer = signer;
    this.files = files;
  }

  /// Signs every file of the folder and leaves the signature in it, in the place of an earlier one.
  ///
  /// @throws ModelException if the folder cannot be read or written, or holds a symbolic link
  public static ModelSignature sign(Path folder, SigningKey key) throws ModelException {
    SortedMap<String, Sha256> files = FolderStatement.digests(folder);
    byte[] payload = FolderStatement.write(folder, files);
    Path file = folder.resolve(FILE);
    try {
      byte[] bundle = bundle(key.id(), payload, key.sign(preAuthentication(payload)));
      Path draft = folder.resolve(FILE + ".new");
      Files.write(draft, bundle);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException | GeneralSecurityException e) {
      throw new ModelException(file.toString(), "a place for a signature", "none", e);
    }
    return new ModelSignature(key.id(), files);
  }

  /// Reads the folder's signature and checks that a trusted key made it. The files themselves are
  /// checked as they are read ([#check]).
  ///
  /// @throws ModelException if there is none, if its key is not trusted, or if it is not one
  public static ModelSignature read(Path folder, TrustedKeys trusted) throws ModelException {
    String file = folder.resolve(FILE).toString();
    StrictObject bundle = StrictObject.parse(file, bytes(folder.resolve(FILE)));
    requireText(bundle, "mediaType", BUNDLE);
    StrictObject envelope = bundle.object("dsseEnvelope");
    requireText(envelope, "payloadType", PAYLOAD);
    Sha256 hint = bundle.object("verificationMaterial").object("publicKey").sha256("hint");
    SignerKey key =
        trusted
            .find(hint)
            .orElseThrow(
                () -> new ModelException(file, "a signature by a trusted key", "one by " + hint));
    List<StrictObject> signatures = envelope.objects("signatures");
    if (signatures.size() != 1) {
      throw envelope.wrong("/signatures", "one signature");
    }
    byte[] payload = base64(envelope, "payload");
    // Nothing of the payload is looked at before its signature holds.
    if (!key.verifies(preAuthentication(payload), base64(signatures.getFirst(), "sig"))) {
      throw new ModelException(file, "a signature that " + hint + " made of it", "another");
    }
    return new ModelSignature(hint, FolderStatement.read(file, payload));
  }

  /// [SignerKey#id()] of the key that signed.
  public Sha256 signer() {
    return signer;
  }

  /// The signed files, by their paths in the folder.
  public SortedMap<String, Sha256> files() {
    return files;
  }

  /// @param name how an error names the file
  /// @param path in the folder, with slashes
  /// @throws ModelException if the file is not signed, or is another than the one that was
  void check(String name, String path, byte[] content) throws ModelException {
    Sha256 signed = files.get(path);
    if (signed == null) {
      throw new ModelException(name, "a file that " + FILE + " covers", "one that it does not");
    }
    Sha256 found = Sha256.of(content);
    if (!found.equals(signed)) {
      throw new ModelException(name, signed + " as signed", found.toString());
    }
  }

  /// Compares the whole folder with what was signed, file by file.
  ///
  /// @throws ModelException for the first file that is missing, changed or not signed
  public void checkAll(Path folder) throws ModelException {
    SortedMap<String, Sha256> found = FolderStatement.digests(folder);
    for (String path : files.keySet()) {
      if (!found.containsKey(path)) {
        throw new ModelException(folder.resolve(path).toString(), "the file as signed", "none");
      }
    }
    for (String path : found.keySet()) {
      String name = folder.resolve(path).toString();
      if (!files.containsKey(path)) {
        throw new ModelException(name, "no file but those that were signed", "one");
      }
      if (!files.get(path).equals(found.get(path))) {
        throw new ModelException(name, files.get(path) + " as signed", found.get(path).toString());
      }
    }
  }

  private static byte[] bytes(Path file) throws ModelException {
    if (Files.notExists(file)) {
      throw new ModelException(
          file.toString(),
          "a signature of the folder's models (`cloister models sign DIR --key FILE`)",
          "none");
    }
    try (var in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(LARGEST + 1);
      if (content.length > LARGEST) {
        throw new ModelException(file.toString(), "at most " + LARGEST + " bytes", "more");
      }
      return content;
    } catch (IOException e) {
      throw new ModelException(file.toString(), "a readable file", "none", e);
    }
  }

  private static byte[] bundle(Sha256 key, byte[] payload, byte[] signature)
      throws JsonProcessingException {
    Base64.Encoder base64 = Base64.getEncoder();
    ObjectNode bundle = JsonNodeFactory.instance.objectNode();
    bundle.put("mediaType", BUNDLE);
    ObjectNode material = bundle.putObject("verificationMaterial");
    material.putObject("publicKey").put("hint", key.hex());
    var _ = material.putArray("tlogEntries");
    ObjectNode envelope = bundle.putObject("dsseEnvelope");
    envelope.put("payload", base64.encodeToString(payload));
    envelope.put("payloadType", PAYLOAD);
    envelope
        .putArray("signatures")
        .addObject()
        .put("sig", base64.encodeToString(signature))
        .put("keyid", "");
    return (bundle + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /// What is signed: DSSE's pre-authentication encoding, which binds the type to the payload
  /// (https://github.com/secure-systems-lab/dsse/blob/master/protocol.md).
  private static byte[] preAuthentication(byte[] payload) {
    byte[] head =
        ("DSSEv1 " + PAYLOAD.length() + " " + PAYLOAD + " " + payload.length + " ")
            .getBytes(StandardCharsets.US_ASCII);
    byte[] whole = new byte[head.length + payload.length];
    System.arraycopy(head, 0, whole, 0, head.length);
    System.arraycopy(payload, 0, whole, head.length, payload.length);
    return whole;
  }

  private static byte[] base64(StrictObject object, String field) throws ModelException {
    try {
      return Base64.getDecoder().decode(object.text(field));
    } catch (IllegalArgumentException _) {
      throw object.wrong("/" + field, "base64");
    }
  }

  private static void requireText(StrictObject object, String field, String expected)
      throws ModelException {
    if (!object.text(field).equals(expected)) {
      throw object.wrong("/" + field, expected);
    }
  }

  @Override
  public String toString() {
    return "ModelSignature[" + signer + ", " + files.size() + " files]";
  }
}
