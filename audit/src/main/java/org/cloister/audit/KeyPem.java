package org.cloister.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cloister.audit.AuditException.Kind;

/// A file of PKCS#8 private keys in PEM (RFC 7468), readable by its owner alone, made once and
/// never replaced.
///
/// Every key here is known by a seed of 32 bytes, and so has one encoding: a constant of its
/// algorithm before the seed.
final class KeyPem {
  /// Bytes of every seed.
  static final int SEED_LENGTH = 32;

  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String END = "-----END PRIVATE KEY-----";
  private static final Pattern BLOCK =
      Pattern.compile("\\s*" + BEGIN + "([A-Za-z0-9+/=\\s]*)" + END + "\\s*");
  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  /// An algorithm by what its keys begin with.
  enum Algorithm {
    /// RFC 8410 section 7.
    ED25519("302e020100300506032b657004220420"),
    /// RFC 9881 section 6, the `seed` form.
    ML_DSA_44("3034020100300b06096086480165030403110422" + "8020");

    private final String prefixHex;

    Algorithm(String prefixHex) {
      this.prefixHex = prefixHex;
    }

    private byte[] prefix() {
      return HexFormat.of().parseHex(prefixHex);
    }

    /// The key of this seed.
    byte[] pkcs8(byte[] seed) {
      byte[] prefix = prefix();
      return ByteBuffer.allocate(prefix.length + seed.length).put(prefix).put(seed).array();
    }

    private Optional<byte[]> seed(byte[] pkcs8) {
      byte[] prefix = prefix();
      boolean own =
          pkcs8.length == prefix.length + SEED_LENGTH
              && Arrays.equals(pkcs8, 0, prefix.length, prefix, 0, prefix.length);
      return own
          ? Optional.of(Arrays.copyOfRange(pkcs8, prefix.length, pkcs8.length))
          : Optional.empty();
    }
  }

  private final List<byte[]> keys;

  private KeyPem(List<byte[]> keys) {
    this.keys = keys;
  }

  /// The keys in this file.
  ///
  /// @throws AuditException UNSAFE when others may read the file, UNAVAILABLE when it cannot be
  ///   read or is no such file
  static KeyPem load(Path file) throws AuditException {
    try {
      if (!OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
        throw new AuditException(Kind.UNSAFE, "the log's key file is open to others: chmod 600 it");
      }
      String pem = Files.readString(file, StandardCharsets.US_ASCII);
      List<byte[]> keys = new ArrayList<>();
      Matcher block = BLOCK.matcher(pem);
      int end = 0;
      while (block.find(end) && block.start() == end) {
        keys.add(Base64.getMimeDecoder().decode(block.group(1)));
        end = block.end();
      }
      if (keys.isEmpty() || end != pem.length()) {
        throw new AuditException(Kind.UNAVAILABLE, "the log's key file is not a PKCS#8 PEM file");
      }
      return new KeyPem(keys);
    } catch (IOException | IllegalArgumentException unreadable) {
      throw new AuditException(Kind.UNAVAILABLE, "the log's key file cannot be read");
    }
  }

  /// The seed of the file's one key of this algorithm; empty when it has none or several.
  Optional<byte[]> seed(Algorithm algorithm) {
    List<byte[]> seeds = keys.stream().flatMap(key -> algorithm.seed(key).stream()).toList();
    return seeds.size() == 1 ? Optional.of(seeds.getFirst()) : Optional.empty();
  }

  /// Writes keys into a new file with mode 0600, durably.
  ///
  /// @throws AuditException UNAVAILABLE when the file exists already or cannot be written
  static void create(Path file, List<byte[]> pkcs8) throws AuditException {
    StringBuilder pem = new StringBuilder();
    for (byte[] key : pkcs8) {
      String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key);
      pem.append(BEGIN).append('\n').append(body).append('\n').append(END).append('\n');
    }
    try {
      Path created = Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
      try (FileChannel channel = FileChannel.open(created, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = StandardCharsets.US_ASCII.encode(pem.toString());
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        // The first checkpoint must not outlive the key that signed it.
        channel.force(true);
      }
    } catch (FileAlreadyExistsException taken) {
      throw new AuditException(
          Kind.UNAVAILABLE, "the log's key file exists already and was left as it is");
    } catch (IOException failed) {
      throw new AuditException(Kind.UNAVAILABLE, "the log's key file could not be created");
    }
  }

  @Override
  public String toString() {
    return "KeyPem[redacted]";
  }
}
