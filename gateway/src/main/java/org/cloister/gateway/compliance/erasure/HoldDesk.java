package org.cloister.gateway.compliance.erasure;

import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.cloister.audit.Rider;
import org.cloister.gateway.answer.OutcomeCode;
import org.cloister.gateway.compliance.Act;
import org.cloister.gateway.compliance.Content;
import org.cloister.gateway.compliance.OversightPermit;
import org.cloister.gateway.record.RecordSealer;

/// Legal holds: nothing under one is erased or disposed of. Placed and lifted with a record each.
public final class HoldDesk {
  private static final String PLACE =
      "insert into legal_hold (hold_id, tenant, subject, from_time, until_time, reason, placed_at)"
          + " values (?, ?, nullif(?, ''), coalesce(nullif(?, '')::timestamptz, '-infinity'),"
          + " coalesce(nullif(?, '')::timestamptz, 'infinity'), ?, ?)";
  private static final String LIFT = "delete from legal_hold where hold_id = ? and tenant = ?";
  private static final String LIST =
      "select hold_id, subject, nullif(from_time, '-infinity') as from_time,"
          + " nullif(until_time, 'infinity') as until_time, reason, placed_at"
          + " from legal_hold where tenant = ? order by placed_at";

  private final String tenant;
  private final RecordSealer sealer;
  private final Rows rows;

  public HoldDesk(String tenant, RecordSealer sealer, DataSource database) {
    this.tenant = tenant;
    this.sealer = sealer;
    this.rows = new Rows(database);
  }

  /// What an officer fills in.
  ///
  /// @param reference whose records; empty: everyone's
  /// @param from first instant of the period
  /// @param until first instant after it
  /// @param reason a slug such as `litigation`, in clear
  public record Hold(
      Optional<String> reference, Optional<Instant> from, Optional<Instant> until, String reason) {
    public Hold {
      if (!reason.matches("[a-z][a-z-]{0,31}")) {
        throw new IllegalArgumentException("a reason is 1 to 32 lower-case letters and hyphens");
      }
    }

    @Override
    public String toString() {
      return "Hold[" + reason + ", redacted]";
    }
  }

  /// Places the hold with its record.
  public Act place(OversightPermit permit, Hold hold) {
    UUID id = UUID.randomUUID();
    Rider place =
        new Rider(
            PLACE,
            List.of(
                id,
                tenant,
                hold.reference().map(it -> sealer.subject(tenant, it).key()).orElse(""),
                hold.from().map(Instant::toString).orElse(""),
                hold.until().map(Instant::toString).orElse(""),
                hold.reason(),
                permit.at()));
    return Act.change("hold-placed", Content.json(201, Map.of("hold", id.toString())))
        .details(Map.of("hold", id.toString(), "reason", hold.reason()))
        .riders(List.of(place));
  }

  /// Lifts the hold with its record.
  public Act lift(OversightPermit permit, UUID hold) throws SQLException {
    boolean there =
        rows.all(row -> row.getObject("hold_id", UUID.class), LIST, tenant).contains(hold);
    return there
        ? Act.change("hold-lifted", Content.json(200, Map.of("hold", hold.toString())))
            .details(Map.of("hold", hold.toString()))
            .riders(List.of(new Rider(LIFT, List.of(hold, tenant))))
        : Act.refused("hold-lifted", OutcomeCode.NOT_FOUND);
  }

  /// The holds in force, without whom they are about: who must know asks with a name.
  public Act list(OversightPermit permit) throws SQLException {
    List<Map<String, Object>> holds =
        rows.all(
            row -> {
              Map<String, Object> hold = new LinkedHashMap<>();
              hold.put("hold", row.getString("hold_id"));
              hold.put("about", row.getString("subject") == null ? "everyone" : "one person");
              Rows.instant(row, "from_time").ifPresent(at -> hold.put("from", at.toString()));
              Rows.instant(row, "until_time").ifPresent(at -> hold.put("until", at.toString()));
              hold.put("reason", row.getString("reason"));
              hold.put("placedAt", Rows.instant(row, "placed_at").orElseThrow().toString());
              return hold;
            },
            LIST,
            tenant);
    return Act.read("holds-read", Content.json(200, Map.of("holds", holds)));
  }
}
