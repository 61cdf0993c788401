package org.cloister.audit.verify;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.cloister.audit.merkle.Hash;
import org.cloister.audit.merkle.ProofCheck;
import org.cloister.audit.merkle.TreeHash;
import org.cloister.audit.tlog.Checkpoint;
import org.cloister.audit.verify.LogVerifier.NotTrusted;
import org.cloister.audit.verify.LogVerifier.Trusted;
import org.cloister.audit.verify.ReportFile.ProvenLeaf;
import org.cloister.audit.verify.Verdict.Ok;
import org.cloister.audit.verify.Verdict.Tampered;

/// Verifies an exported report offline: that the log holds a statement of exactly this report, made
/// over exactly these records, and that each of them is in the log.
///
/// A row that was taken out, put in, exchanged or rewritten is found, and so is another content or
/// another question. What it does not show is that the gateway chose the right records: for that,
/// the range can be read in the log itself, whose number of entries and matches the statement
/// names.
public final class ReportVerifier {
  private static final String EVENT = "report-made";

  private final LogVerifier log;

  private ReportVerifier(LogVerifier log) {
    this.log = log;
  }

  /// @param log knows the key, and the witnesses that the report's checkpoint needs
  public static ReportVerifier of(LogVerifier log) {
    return new ReportVerifier(log);
  }

  /// @param report the file's bytes, format `cloister-report/1`
  public Verdict verify(byte[] report) {
    Optional<ReportFile> file = ReportFile.parse(report);
    if (file.isEmpty() || !file.get().text("format").equals(ReportFile.FORMAT)) {
      return new Tampered("report", "This is not a report of the form " + ReportFile.FORMAT + ".");
    }
    return switch (log.checkpoint(file.get().text("checkpoint"))) {
      case NotTrusted(Tampered why) -> why;
      case Trusted(Checkpoint checkpoint, var note) -> {
        try {
          String sentence = verified(file.get(), checkpoint);
          yield new Ok((sentence + " " + log.policy().sentence(note)).strip());
        } catch (Found found) {
          yield found.tampered();
        }
      }
    };
  }

  private static String verified(ReportFile file, Checkpoint checkpoint) throws Found {
    ProvenLeaf statement = file.statement();
    requireIncluded("statement", statement, file.hashes(), checkpoint);
    Map<String, String> facts = ReportFile.facts(statement.leaf()).orElse(Map.of());
    require(
        EVENT.equals(facts.get("event")) && file.text("kind").equals(facts.get("report")),
        "statement",
        "The entry that is shown as the report's statement states something else.");
    long from = number(facts, "fromIndex");
    long to = number(facts, "toIndex");
    long count = number(facts, "count");
    require(
        from <= to && to <= statement.index(),
        "statement",
        "The statement covers entries that were not there when it was made.");
    require(
        count == file.records().size(),
        "records",
        "The report has %d records, its statement says %d."
            .formatted(file.records().size(), count));
    MessageDigest digest = sha256();
    long last = from - 1;
    for (ProvenLeaf row : file.records()) {
      String where = "record at entry " + row.index();
      require(
          row.index() > last && row.index() < to,
          where,
          "A record is twice there, out of order, or outside of the range that was stated.");
      last = row.index();
      requireIncluded(where, row, file.hashes(), checkpoint);
      digest.update(ByteBuffer.allocate(Long.BYTES).putLong(row.index()).array());
      digest.update(TreeHash.leaf(row.leaf()).bytes());
    }
    require(
        isHex(digest.digest(), facts, "records"),
        "records",
        "The records are not those that were stated: one was taken out or exchanged.");
    requireCommitted(file, facts, "parameters", "parameters");
    requireCommitted(file, facts, "report", "content");
    return ("The report %s covers entries %d to %d with %d records, all in the log %s of %d"
            + " entries; its statement is entry %d.")
        .formatted(
            file.text("kind"),
            from,
            to - 1,
            count,
            checkpoint.origin(),
            checkpoint.size(),
            statement.index());
  }

  private static void requireIncluded(
      String where, ProvenLeaf row, List<Hash> hashes, Checkpoint checkpoint) throws Found {
    boolean isIncluded =
        row.path(hashes)
            .filter(path ->
                ProofCheck.includes(
                    row.index(),
                    checkpoint.size(),
                    TreeHash.leaf(row.leaf()),
                    path,
                    checkpoint.root()))
            .isPresent();
    require(isIncluded, where, "The proof does not show that this entry is in the log.");
  }

  /// @param member of the file, whose text was committed to
  /// @param fact of the statement, the commitment
  private static void requireCommitted(
      ReportFile file, Map<String, String> facts, String member, String fact) throws Found {
    byte[] text = file.text(member).getBytes(StandardCharsets.UTF_8);
    require(
        isHex(hmac(file.key(), text), facts, fact),
        member,
        "The text of the report is not the one that was stated.");
  }

  private static boolean isHex(byte[] bytes, Map<String, String> facts, String fact) {
    return HexFormat.of().formatHex(bytes).equals(facts.get(fact));
  }

  private static long number(Map<String, String> facts, String fact) throws Found {
    return Optional.ofNullable(facts.get(fact))
        .flatMap(Checkpoint::decimal)
        .orElseThrow(() -> new Found("statement", "The statement lacks the number " + fact + "."));
  }

  private static void require(boolean holds, String where, String sentence) throws Found {
    if (!holds) {
      throw new Found(where, sentence);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static byte[] hmac(byte[] key, byte[] text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HMAC-SHA-256", e);
    }
  }
}
