package org.cloister.gateway;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Security;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cloister.audit.merkle.Hash;
import org.cloister.audit.merkle.ProofBuilder;
import org.cloister.audit.merkle.TreeHash;
import org.cloister.audit.tlog.Checkpoint;
import org.cloister.audit.tlog.EntryBundle;
import org.cloister.audit.tlog.KeyAlgorithm;
import org.cloister.audit.tlog.NoteSigner;
import org.cloister.audit.tlog.TilePath;
import org.cloister.audit.tlog.TlogProof;
import org.cloister.audit.tlog.VerifierKey;

/// A small log as files, under a key of its own: what an auditor may have got on a disk.
final class LogFolder {
  private static final String ORIGIN = "log.example/test";

  private final Path folder;
  private final NoteSigner signer;
  private final List<byte[]> entries = new ArrayList<>();

  LogFolder(Path folder) throws IOException, GeneralSecurityException {
    this.folder = folder;
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    byte[] der = pair.getPublic().getEncoded();
    VerifierKey key =
        VerifierKey.of(
                ORIGIN, KeyAlgorithm.ED25519, Arrays.copyOfRange(der, der.length - 32, der.length))
            .orElseThrow();
    this.signer = new NoteSigner(key, pair.getPrivate(), Security.getProvider("SunEC"));
    var _ = Files.createDirectories(folder);
  }

  Path folder() {
    return folder;
  }

  String vkey() {
    return signer.verifier().vkey();
  }

  /// Appends entries (255 in all at most) and writes the files anew.
  void append(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      entries.add(("entry " + entries.size()).getBytes(StandardCharsets.UTF_8));
    }
    byte[] hashes = new byte[entries.size() * Hash.LENGTH];
    for (int i = 0; i < entries.size(); i++) {
      System.arraycopy(
          TreeHash.leaf(entries.get(i)).bytes(), 0, hashes, i * Hash.LENGTH, Hash.LENGTH);
    }
    write(TilePath.entries(0, entries.size()), EntryBundle.encode(entries));
    write(TilePath.tile(0, 0, entries.size()), hashes);
    write(TilePath.CHECKPOINT, checkpoint().getBytes(StandardCharsets.UTF_8));
  }

  /// Drops the last entries and signs what is left, as only the key's holder can.
  void shrinkTo(int size) throws IOException {
    entries.subList(size, entries.size()).clear();
    append(0);
  }

  /// The signed note over all entries.
  String checkpoint() {
    return signer.sign(
        new Checkpoint(ORIGIN, entries.size(), proofs().root(0, entries.size())).text());
  }

  /// The receipt of one entry.
  String receipt(int index) {
    return new TlogProof(index, proofs().inclusion(index, entries.size()), checkpoint()).text();
  }

  /// Changes one letter of the last entry.
  void tamper() throws IOException {
    Path file = folder.resolve(TilePath.entries(0, entries.size()));
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1]++;
    var _ = Files.write(file, bytes);
  }

  private ProofBuilder<RuntimeException> proofs() {
    return new ProofBuilder<>(this::node);
  }

  private Hash node(int height, long index) {
    return height == 0
        ? TreeHash.leaf(entries.get((int) index))
        : TreeHash.node(node(height - 1, 2 * index), node(height - 1, 2 * index + 1));
  }

  private void write(String path, byte[] content) throws IOException {
    Path file = folder.resolve(path);
    var _ = Files.createDirectories(file.resolveSibling("."));
    var _ = Files.write(file, content);
  }
}
