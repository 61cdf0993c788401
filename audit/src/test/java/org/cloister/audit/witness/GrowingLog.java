package org.cloister.audit.witness;

import java.nio.charset.StandardCharsets;
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
import org.cloister.audit.tlog.KeyAlgorithm;
import org.cloister.audit.tlog.NoteSigner;
import org.cloister.audit.tlog.SignedNote;
import org.cloister.audit.tlog.VerifierKey;

/// A log in memory whose operator can do what he likes: grow, fork, and sign both.
public final class GrowingLog {
  private final NoteSigner signer;
  private final List<Hash> leaves;

  private GrowingLog(NoteSigner signer, List<Hash> leaves) {
    this.signer = signer;
    this.leaves = leaves;
  }

  public static GrowingLog empty(String origin) {
    try {
      KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      byte[] der = pair.getPublic().getEncoded();
      VerifierKey key =
          VerifierKey.of(
                  origin,
                  KeyAlgorithm.ED25519,
                  Arrays.copyOfRange(der, der.length - 32, der.length))
              .orElseThrow();
      return new GrowingLog(
          new NoteSigner(key, pair.getPrivate(), Security.getProvider("SunEC")), new ArrayList<>());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK has Ed25519", e);
    }
  }

  /// A log with the same key and the first entries of this one.
  GrowingLog forkedAt(int size) {
    return new GrowingLog(signer, new ArrayList<>(leaves.subList(0, size)));
  }

  public void append(String entry) {
    leaves.add(TreeHash.leaf(entry.getBytes(StandardCharsets.UTF_8)));
  }

  GrowingLog grownTo(int size, String word) {
    while (leaves.size() < size) {
      append(word + " " + leaves.size());
    }
    return this;
  }

  int size() {
    return leaves.size();
  }

  public VerifierKey key() {
    return signer.verifier();
  }

  Hash root(int size) {
    return proofs().root(0, size);
  }

  public SignedNote checkpoint(int size) {
    String text = new Checkpoint(key().name(), size, root(size)).text();
    return SignedNote.parse(signer.sign(text)).orElseThrow();
  }

  /// A note that claims this size, signed.
  public String signed(long size) {
    return signer.sign(new Checkpoint(key().name(), size, root(0)).text());
  }

  public List<Hash> inclusion(int index, int size) {
    return proofs().inclusion(index, size);
  }

  List<Hash> consistency(int oldSize, int size) {
    return oldSize == 0 || oldSize == size ? List.of() : proofs().consistency(oldSize, size);
  }

  /// An honest request for the checkpoint of this size.
  byte[] request(int oldSize, int size) {
    return request(oldSize, size, consistency(oldSize, size));
  }

  byte[] request(int oldSize, int size, List<Hash> proof) {
    SignedNote note = checkpoint(size);
    Checkpoint checkpoint = Checkpoint.parse(note.text()).orElseThrow();
    return new AddCheckpoint(oldSize, proof, note, checkpoint).body();
  }

  private ProofBuilder<RuntimeException> proofs() {
    return new ProofBuilder<>(this::node);
  }

  private Hash node(int height, long index) {
    return height == 0
        ? leaves.get((int) index)
        : TreeHash.node(node(height - 1, 2 * index), node(height - 1, 2 * index + 1));
  }
}
