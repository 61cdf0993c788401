package org.cloister.audit;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.cloister.audit.AuditException.Kind;
import org.cloister.audit.OpenIntents.OpenIntent;
import org.cloister.audit.merkle.CompactRange;
import org.cloister.audit.merkle.Hash;
import org.cloister.audit.merkle.ProofBuilder;
import org.cloister.audit.merkle.TreeHash;
import org.cloister.audit.tlog.Checkpoint;
import org.cloister.audit.tlog.SignedNote;

/// Where a log stands, read from the store by a new session: nothing is taken on trust from before.
///
/// @param session the writer's session
/// @param edge the right edge, checked against the signed root
/// @param openIntents intents without an outcome
record Recovery(Session session, CompactRange edge, List<OpenIntent> openIntents) {
  Recovery {
    openIntents = List.copyOf(openIntents);
  }

  /// Becomes the writer and reads where the log stands.
  ///
  /// @param known the last checkpoint that this process committed, or of size 0: the stored log
  ///   must continue it, or a backup was put back and going on would sign a second history
  static Recovery of(LogSetup setup, Checkpoint known) throws SQLException, AuditException {
    Session session = Session.open(setup.source(), setup.config());
    try {
      Optional<Head> stored = session.head(setup.identity().origin());
      Recovery recovery =
          stored.isPresent()
              ? existing(session, stored.get(), setup.identity(), known)
              : fresh(session, setup, known);
      session.rollback(); // ends the reading transaction
      return recovery;
    } catch (SQLException | AuditException | RuntimeException failed) {
      session.close();
      throw failed;
    }
  }

  private static Recovery fresh(Session session, LogSetup setup, Checkpoint known)
      throws SQLException, AuditException {
    if (known.size() > 0 || session.hasEntriesFrom(0)) {
      throw damaged("the log lost its head");
    }
    session.create(known, setup.identity().sign(known), setup.now());
    return new Recovery(session, CompactRange.empty(), List.of());
  }

  private static Recovery existing(
      Session session, Head head, LogIdentity identity, Checkpoint known)
      throws SQLException, AuditException {
    long size = head.checkpoint().size();
    if (!isSigned(head, identity)) {
      throw damaged("the head is not signed by this log's key, or was changed");
    }
    if (session.hasEntriesFrom(size)) {
      throw damaged("there are records after the head");
    }
    if (size < known.size()) {
      throw damaged("the stored log is shorter than what this process committed");
    }
    TileReader tiles = session.tiles();
    CompactRange edge = tiles.edge(size);
    if (!edge.root().equals(head.checkpoint().root())) {
      throw damaged("the stored hashes do not lead to the signed root");
    }
    Hash knownRoot =
        known.size() == 0 ? TreeHash.EMPTY_ROOT : new ProofBuilder<>(tiles).root(0, known.size());
    if (!knownRoot.equals(known.root())) {
      throw damaged("the stored log does not continue what this process committed");
    }
    return new Recovery(session, edge, session.openIntents(head.oldestOpen()));
  }

  private static boolean isSigned(Head head, LogIdentity identity) {
    return SignedNote.parse(head.note())
        .filter(note -> note.isSignedBy(identity.verifierKey()))
        .flatMap(note -> Checkpoint.parse(note.text()))
        .filter(head.checkpoint()::equals)
        .isPresent();
  }

  private static AuditException damaged(String how) {
    return new AuditException(Kind.DAMAGED, "the audit log is damaged: " + how);
  }
}
