package org.cloister.gateway.compliance.report;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.cloister.audit.Fact;
import org.cloister.audit.StoredEntry;

/// What a report claims of the log: from where to where it looked, which records it found there,
/// what it was asked and what it answered. Goes into the leaf of the record that states it, so that
/// it cannot be claimed otherwise later.
///
/// Question and answer are committed to under a random key of this report alone, which its export
/// opens: the leaf lets nobody test a guess.
final class Claim {
  private static final int KEY_BYTES = 32;
  private static final String HMAC = "HmacSHA256";

  private final int most;
  private final List<Long> indexes = new ArrayList<>();
  private final MessageDigest records = sha256();

  /// @param most records that it may hold: each is proven in the report's export
  Claim(int most) {
    this.most = most;
  }

  /// Adds a record; in ascending order of their places. False when it is one too many: then there
  /// is no report, rather than one that leaves something out.
  boolean add(StoredEntry entry) {
    if (indexes.size() == most) {
      return false;
    }
    indexes.add(entry.index());
    records.update(ByteBuffer.allocate(Long.BYTES).putLong(entry.index()).array());
    records.update(entry.leafHash().bytes());
    return true;
  }

  List<Long> indexes() {
    return List.copyOf(indexes);
  }

  /// The facts of the leaf; ends the claim.
  ///
  /// @param to place after the last one that was looked at
  /// @param texts question and answer
  Map<Fact, String> facts(ReportKind kind, long to, Texts texts) {
    Map<Fact, String> facts = new EnumMap<>(Fact.class);
    facts.put(Fact.REPORT, kind.slug());
    facts.put(Fact.FROM_INDEX, "0");
    facts.put(Fact.TO_INDEX, Long.toString(to));
    facts.put(Fact.COUNT, Integer.toString(indexes.size()));
    facts.put(Fact.RECORDS, HexFormat.of().formatHex(records.digest()));
    facts.put(Fact.PARAMETERS, texts.commitment(texts.parameters()));
    facts.put(Fact.CONTENT, texts.commitment(texts.content()));
    return facts;
  }

  /// Question and answer, with the key that opens the commitments to them. `toString` is redacted.
  ///
  /// @param keyHex 32 random bytes
  /// @param parameters canonical JSON
  /// @param content canonical JSON
  record Texts(String keyHex, String parameters, String content) {
    String commitment(String text) {
      try {
        Mac mac = Mac.getInstance(HMAC);
        mac.init(new SecretKeySpec(HexFormat.of().parseHex(keyHex), HMAC));
        return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every Java platform has HmacSHA256", e);
      }
    }

    @Override
    public String toString() {
      return "Texts[redacted]";
    }
  }

  static String freshKey() {
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    return HexFormat.of().formatHex(key);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
