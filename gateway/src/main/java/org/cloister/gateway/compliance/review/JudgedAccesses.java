package org.cloister.gateway.compliance.review;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import org.cloister.gateway.compliance.review.explain.Access;
import org.cloister.gateway.compliance.review.explain.Explanation.Strength;
import org.cloister.gateway.compliance.review.explain.Judge;
import org.cloister.gateway.compliance.review.explain.Scene.Earlier;
import org.cloister.gateway.compliance.review.explain.Scene.Past;
import org.cloister.gateway.compliance.review.explain.Term;

/// What users did before, by the log's index. The connection, and its transaction, are the
/// caller's.
final class JudgedAccesses {
  private static final String INSERT =
      "insert into judged_access (index, record_id, staff, patient, at, strength, exported)"
          + " values (?, ?, ?, ?, ?, ?, ?)";
  // The index is in the order of the log: what stands behind the access is not its past.
  private static final String VISITED =
      "select count(*) from (select 1 from judged_access where staff = ? and patient = ?"
          + " and index < ? limit 1) visits";
  private static final String EXPORTS =
      "select count(*) from judged_access where staff = ? and at >= ? and index < ? and exported"
          + " and strength = 0";
  private static final String LAST_HOUR =
      "select index, patient, strength from judged_access where staff = ? and at >= ?"
          + " and index < ? order by index desc limit 500";

  private JudgedAccesses() {}

  static Past past(Connection connection, Access access) throws SQLException {
    String user = access.user().text();
    long index = Long.parseLong(access.id());
    return new Past(
        (int) Rows.number(connection, VISITED, user, access.patient().text(), index),
        access.action() == Access.Action.EXPORT
            ? (int)
                Rows.number(
                    connection, EXPORTS, user, access.at().minus(Judge.EXPORT_MEMORY), index)
            : 0,
        Rows.all(
            connection,
            LAST_HOUR,
            row ->
                new Earlier(
                    Long.toString(row.getLong(1)),
                    new Term(row.getString(2)),
                    strength(row.getInt(3))),
            user,
            access.at().minus(Judge.BURST_SPAN),
            index));
  }

  static void add(Connection connection, Access access, UUID record, Strength strength)
      throws SQLException {
    Rows.change(
        connection,
        INSERT,
        Long.parseLong(access.id()),
        record,
        access.user().text(),
        access.patient().text(),
        access.at(),
        number(strength),
        access.action() == Access.Action.EXPORT);
  }

  private static int number(Strength strength) {
    return switch (strength) {
      case NONE -> 0;
      case DEPARTMENT -> 1;
      case PERSONAL -> 2;
    };
  }

  private static Strength strength(int number) {
    return switch (number) {
      case 0 -> Strength.NONE;
      case 1 -> Strength.DEPARTMENT;
      default -> Strength.PERSONAL;
    };
  }
}
