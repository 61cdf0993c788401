package org.cloister.audit.verify;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Security;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.cloister.audit.merkle.Hash;
import org.cloister.audit.merkle.ReferenceTree;
import org.cloister.audit.tlog.Checkpoint;
import org.cloister.audit.tlog.Cosigner;
import org.cloister.audit.tlog.KeyAlgorithm;
import org.cloister.audit.tlog.NoteSigner;
import org.cloister.audit.tlog.SignedNote;
import org.cloister.audit.tlog.TlogProof;
import org.cloister.audit.tlog.VerifierKey;

/// A log as its files, by path, made after the text of c2sp.org/tlog-tiles: every hash of a tile is
/// the root of the entries below it, computed from these.
final class MemoryLog {
  static final String ORIGIN = "log.example/files";

  private final NoteSigner signer;
  private final ReferenceTree tree = new ReferenceTree();
  private long size;

  MemoryLog() throws GeneralSecurityException {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    byte[] der = pair.getPublic().getEncoded();
    byte[] raw = Arrays.copyOfRange(der, der.length - 32, der.length);
    VerifierKey key = VerifierKey.of(ORIGIN, KeyAlgorithm.ED25519, raw).orElseThrow();
    this.signer = new NoteSigner(key, pair.getPrivate(), Security.getProvider("SunEC"));
  }

  /// Appends entries of different lengths, the empty one among them.
  MemoryLog grownTo(long newSize) {
    for (; size < newSize; size++) {
      String entry = size % 23 == 0 ? "" : "x".repeat((int) (size % 23)) + " " + size;
      ReferenceTree _ = tree.with(size, entry.getBytes(StandardCharsets.UTF_8));
    }
    return this;
  }

  VerifierKey key() {
    return signer.verifier();
  }

  byte[] entry(long index) {
    return tree.entry(index);
  }

  String checkpoint(long of) {
    return signer.sign(text(of));
  }

  /// The checkpoint of this size with signatures of these witnesses beside the log's.
  String cosigned(long of, Instant at, Cosigner... witnesses) {
    StringBuilder note = new StringBuilder(checkpoint(of));
    for (Cosigner witness : witnesses) {
      note.append(witness.cosign(text(of), at).line());
    }
    return SignedNote.parse(note.toString()).orElseThrow().note();
  }

  String receipt(long index) {
    return new TlogProof(index, tree.path(index, size), checkpoint(size)).text();
  }

  /// The files of the log at its size, without partial ones of earlier sizes.
  Map<String, byte[]> files() {
    return files(size);
  }

  /// The files that it had at an earlier size.
  Map<String, byte[]> files(long then) {
    Map<String, byte[]> files = new TreeMap<>();
    files.put("checkpoint", checkpoint(then).getBytes(StandardCharsets.UTF_8));
    for (long first = 0; first < then; first += 256) {
      long width = Math.min(256, then - first);
      files.put("tile/entries/" + path(first / 256, width), bundle(first, width));
    }
    long below = 1; // entries below one hash of the level
    for (int level = 0; then / below > 0; level++, below *= 256) {
      long hashes = then / below;
      for (long first = 0; first < hashes; first += 256) {
        long width = Math.min(256, hashes - first);
        files.put("tile/" + level + "/" + path(first / 256, width), tile(first, width, below));
      }
    }
    return files;
  }

  static TileSource source(Map<String, byte[]> files) {
    return path -> Optional.ofNullable(files.get(path)).map(byte[]::clone);
  }

  private String text(long of) {
    return new Checkpoint(ORIGIN, of, tree.root(of)).text();
  }

  private byte[] bundle(long first, long width) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (long i = first; i < first + width; i++) {
      byte[] entry = tree.entry(i);
      out.write(entry.length / 256);
      out.write(entry.length % 256);
      out.writeBytes(entry);
    }
    return out.toByteArray();
  }

  private byte[] tile(long first, long width, long below) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (long i = first; i < first + width; i++) {
      Hash hash = tree.root(i * below, below);
      out.writeBytes(hash.bytes());
    }
    return out.toByteArray();
  }

  /// "x001/x234/067", and ".p/W" for a partial one.
  private static String path(long index, long width) {
    List<String> groups = new ArrayList<>();
    for (long rest = index; ; rest /= 1000) {
      groups.addFirst((groups.isEmpty() ? "" : "x") + "%03d".formatted(rest % 1000));
      if (rest < 1000) {
        break;
      }
    }
    return String.join("/", groups) + (width == 256 ? "" : ".p/" + width);
  }
}
