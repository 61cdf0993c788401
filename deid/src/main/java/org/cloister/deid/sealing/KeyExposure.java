package org.cloister.deid.sealing;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import javax.sql.DataSource;

/// Whose data a key-encryption key opens for whoever has it and a copy of the database: every
/// subject with a key that it ever wrapped, also if another wraps it now.
///
/// Never names too few: a key that a rotation may have skipped counts as one that wrapped, and keys
/// from before this was kept count as wrapped by every key of then. It knows nothing of keys that
/// were destroyed: their rows are gone. Safe for many threads.
public final class KeyExposure {
  private static final String STANDING =
      "select k.kek_id, k.epoch, t.epoch from key_epoch k left join key_epoch t on t.kek_id = ?"
          + " order by k.epoch";
  private static final String LEGACY =
      "select exists (select from subject_key where first_epoch = 0)";
  private static final String REACHED = "first_epoch <= ? and last_epoch >= ?";
  private static final String EXTENT =
      "select count(*), count(*) filter (where reached), count(*) filter (where early) from ("
          + "select bool_or("
          + REACHED
          + ") as reached, bool_or("
          + REACHED
          + " and created_day <= ?) as early"
          + " from subject_key where tenant = ? group by subject_index) subjects";
  private static final String FIND =
      "select subject_index, bool_or(key_class = 'clinical'), bool_or(key_class ="
          + " 'accountability'), min(created_day), min(first_epoch) from subject_key where "
          + REACHED
          + " and created_day <= ? and tenant = ? and get_byte(subject_index, 0) % ? = ?"
          + " group by subject_index order by subject_index limit ?";

  private final DataSource database;

  public KeyExposure(DataSource database) {
    this.database = database;
  }

  /// A key-encryption key among the others.
  ///
  /// @param epoch its number; 0 for one from before numbers were kept, or of no subject key at all
  /// @param later public names of those that began to wrap after it
  /// @param maybe whether subject keys are there that it may have wrapped for all that is known
  public record Standing(int epoch, Set<String> later, boolean maybe) {
    public Standing {
      later = Set.copyOf(later);
    }
  }

  /// Numbers of subjects.
  ///
  /// @param subjects all that have a key
  /// @param reached those with a key that the key-encryption key wrapped
  /// @param inTime those of them with such a key made by the day that was asked for
  public record Extent(long subjects, long reached, long inTime) {}

  /// What is asked for.
  ///
  /// @param epoch of the key-encryption key, [Standing#epoch]
  /// @param madeBy last day on which a subject's key may have been made
  /// @param part of `parts` equal parts, from 0; all subjects where `parts` is 1
  /// @param parts 1 to 256
  public record Question(String tenant, int epoch, LocalDate madeBy, int part, int parts) {
    public Question {
      if (parts < 1 || parts > 256 || part < 0 || part >= parts) {
        throw new IllegalArgumentException("a part is 0 to parts - 1, of 1 to 256 parts");
      }
    }
  }

  /// A subject with a key that was wrapped so.
  ///
  /// @param classes what those keys seal
  /// @param since the day on which the first of them was made
  /// @param firstEpoch the lowest that wrapped one of them; 0 where that is not known
  public record Exposed(
      SubjectIndex subject, Set<KeyClass> classes, LocalDate since, int firstEpoch) {
    public Exposed {
      classes = Set.copyOf(classes);
    }
  }

  /// @param kekId public name of a key-encryption key
  public Standing standing(String kekId) throws SealingException {
    try (Connection connection = database.getConnection();
        PreparedStatement select = connection.prepareStatement(STANDING);
        PreparedStatement legacy = connection.prepareStatement(LEGACY)) {
      select.setString(1, kekId);
      Set<String> later = new HashSet<>();
      int own = 0;
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          own = rows.getInt(3);
          if (rows.getInt(2) > own) {
            later.add(rows.getString(1));
          }
        }
      }
      try (ResultSet row = legacy.executeQuery()) {
        return new Standing(own, later, own > 0 || (row.next() && row.getBoolean(1)));
      }
    } catch (SQLException e) {
      throw unavailable(e);
    }
  }

  /// How many subjects there are, of the question's tenant and whichever part.
  public Extent extent(Question question) throws SealingException {
    try (Connection connection = database.getConnection();
        PreparedStatement select = connection.prepareStatement(EXTENT)) {
      select.setInt(1, question.epoch());
      select.setInt(2, question.epoch());
      select.setInt(3, question.epoch());
      select.setInt(4, question.epoch());
      select.setObject(5, question.madeBy());
      select.setString(6, question.tenant());
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return new Extent(row.getLong(1), row.getLong(2), row.getLong(3));
      }
    } catch (SQLException e) {
      throw unavailable(e);
    }
  }

  /// The subjects, in the order of their blind indexes.
  ///
  /// @param most of them; whoever gets as many asks whether there are more
  public List<Exposed> find(Question question, int most) throws SealingException {
    try (Connection connection = database.getConnection();
        PreparedStatement select = connection.prepareStatement(FIND)) {
      select.setInt(1, question.epoch());
      select.setInt(2, question.epoch());
      select.setObject(3, question.madeBy());
      select.setString(4, question.tenant());
      select.setInt(5, question.parts());
      select.setInt(6, question.part());
      select.setInt(7, most);
      List<Exposed> found = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          found.add(exposed(row));
        }
      }
      return found;
    } catch (SQLException e) {
      throw unavailable(e);
    }
  }

  private static Exposed exposed(ResultSet row) throws SQLException {
    Set<KeyClass> classes = EnumSet.noneOf(KeyClass.class);
    if (row.getBoolean(2)) {
      classes.add(KeyClass.CLINICAL);
    }
    if (row.getBoolean(3)) {
      classes.add(KeyClass.ACCOUNTABILITY);
    }
    return new Exposed(
        new SubjectIndex(row.getBytes(1)),
        classes,
        row.getObject(4, LocalDate.class),
        row.getInt(5));
  }

  private static SealingException unavailable(SQLException e) {
    return SealingException.unavailable(
        "finding whom a key endangers", Objects.requireNonNullElse(e.getSQLState(), "unknown"));
  }
}
