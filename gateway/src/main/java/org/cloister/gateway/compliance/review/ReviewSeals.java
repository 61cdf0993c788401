package org.cloister.gateway.compliance.review;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import org.cloister.deid.sealing.CaseVault;
import org.cloister.deid.sealing.KeyClass;
import org.cloister.deid.sealing.SealContext;
import org.cloister.deid.sealing.SealingException;
import org.cloister.deid.sealing.SubjectIndex;
import org.cloister.gateway.compliance.review.explain.Term;

/// Seals what is written in reviews under the accountability key of the patient whom it is about,
/// or of the installation. Bound to the row and to the column that it stands in.
final class ReviewSeals {
  private final String tenant;
  private final CaseVault vault;

  /// Which text of a row.
  enum Column {
    EVIDENCE("review/evidence"),
    NOTES("review/notes"),
    RESULT("review/result"),
    DEPARTMENT("review/department");

    private final String purpose;

    Column(String purpose) {
      this.purpose = purpose;
    }
  }

  ReviewSeals(String tenant, CaseVault vault) {
    this.tenant = tenant;
    this.vault = vault;
  }

  /// Whose key seals what is about no patient.
  Term installation() {
    return new Term(HexFormat.of().formatHex(vault.subjectIndex(tenant, "System").bytes()));
  }

  byte[] seal(Term owner, UUID row, Column column, String text) throws SealingException {
    return vault.seal(context(owner, row, column), text.getBytes(StandardCharsets.UTF_8)).bytes();
  }

  /// Empty when the owner was erased.
  Optional<String> open(Term owner, UUID row, Column column, byte[] sealed)
      throws SealingException {
    try {
      return Optional.of(
          new String(vault.open(context(owner, row, column), sealed), StandardCharsets.UTF_8));
    } catch (SealingException e) {
      if (e.kind() == SealingException.Kind.KEY_GONE) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private SealContext context(Term owner, UUID row, Column column) {
    return new SealContext(
        tenant,
        new SubjectIndex(HexFormat.of().parseHex(owner.text())),
        row,
        column.purpose,
        KeyClass.ACCOUNTABILITY);
  }
}
