package org.cloister.gateway.compliance.reidentify;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import javax.sql.DataSource;
import org.cloister.audit.Rider;

/// How many codes may be asked for and opened a day (UTC), by one person in one domain and in one
/// domain by all. What is counted is committed with the record of the act, and a row that would
/// pass its limit undoes the transaction: neither a restart nor two calls at once give more.
final class Allowance {
  private static final String ALL = "";
  private static final String USED =
      "select coalesce(max(used), 0) from reidentification_allowance where tenant = ? and day = ?"
          + " and act = ? and domain = ? and person = ?";
  private static final String USE =
      "insert into reidentification_allowance as a"
          + " (tenant, day, act, domain, person, used, most) values (?, ?, ?, ?, ?, ?, ?)"
          + " on conflict (tenant, day, act, domain, person)"
          + " do update set used = a.used + excluded.used, most = excluded.most";
  private static final String FORGET =
      "delete from reidentification_allowance where tenant = ? and day < ?";

  /// What is counted.
  enum Use {
    ASKED("asked"),
    OPENED("opened");

    private final String text;

    Use(String text) {
      this.text = text;
    }
  }

  /// So many codes at once.
  ///
  /// @param person blind index
  record Wanted(Use use, String domain, String person, int codes, Instant at) {
    LocalDate day() {
      return at.atZone(ZoneOffset.UTC).toLocalDate();
    }
  }

  private final DataSource database;
  private final ReidentificationTerms terms;

  Allowance(DataSource database, ReidentificationTerms terms) {
    this.database = database;
    this.terms = terms;
  }

  /// Whether it is within both limits, as far as was committed by now.
  boolean admits(Wanted wanted) throws SQLException {
    return used(wanted, wanted.person()) + wanted.codes() <= terms.perPerson()
        && used(wanted, ALL) + wanted.codes() <= terms.perDomain();
  }

  /// Counts it, in the transaction of its record.
  List<Rider> riders(Wanted wanted) {
    return List.of(
        use(wanted, wanted.person(), terms.perPerson()), use(wanted, ALL, terms.perDomain()));
  }

  /// Forgets days before this one.
  Rider forget(Instant at) {
    return new Rider(FORGET, List.of(terms.tenant(), at.atZone(ZoneOffset.UTC).toLocalDate()));
  }

  private Rider use(Wanted wanted, String person, int most) {
    return new Rider(
        USE,
        List.of(
            terms.tenant(),
            wanted.day(),
            wanted.use().text,
            wanted.domain(),
            person,
            wanted.codes(),
            most));
  }

  private int used(Wanted wanted, String person) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement select = connection.prepareStatement(USED)) {
      select.setString(1, terms.tenant());
      select.setObject(2, wanted.day());
      select.setString(3, wanted.use().text);
      select.setString(4, wanted.domain());
      select.setString(5, person);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? row.getInt(1) : 0;
      }
    }
  }
}
