package org.cloister.gateway.compliance.reidentify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.cloister.audit.CanonicalJson;
import org.cloister.audit.Rider;
import org.cloister.deid.sealing.CaseVault;
import org.cloister.deid.sealing.KeyClass;
import org.cloister.deid.sealing.SealContext;
import org.cloister.deid.sealing.SealingException;
import org.cloister.deid.sealing.SubjectIndex;
import org.cloister.gateway.compliance.Person;

/// The table of requests. It is read here and changed only by riders of the record that says so.
final class Requests {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String COLUMNS =
      "select request_id, domain, codes, purpose, asker_login, asker_staff, state, requested_at,"
          + " decided_at from reidentification_request where tenant = ?";
  private static final String ALL = COLUMNS + " order by requested_at, request_id limit 500";
  private static final String ONE = COLUMNS + " and request_id = ?";
  private static final String SEALED =
      "select sealed from reidentification_request where request_id = ?";
  private static final String ADD =
      "insert into reidentification_request (request_id, tenant, domain, codes, purpose,"
          + " asker_login, asker_staff, sealed, requested_at, state)"
          + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting')";
  private static final String DECIDE =
      "update reidentification_request set state = ?, decided_at = ? where request_id = ?";
  private static final String OPEN =
      "update reidentification_request set state = ?, openings = openings + 1"
          + " where request_id = ?";
  private static final String FORGET =
      "delete from reidentification_request where tenant = ? and requested_at < ?";

  private final DataSource database;
  private final CaseVault vault;
  private final String tenant;

  Requests(DataSource database, CaseVault vault, String tenant) {
    this.database = database;
    this.vault = vault;
    this.tenant = tenant;
  }

  /// What lies sealed in a request.
  ///
  /// @param by whoever asks, as `issuer|subject`
  /// @param asker the same, blind: what the columns say of them can be changed, this cannot
  record Contents(List<String> codes, String reason, String by, Person asker) {
    Contents {
      codes = List.copyOf(codes);
    }

    @Override
    public String toString() {
      return "Contents[redacted]";
    }
  }

  /// The oldest 500 that are kept, whatever became of them.
  List<Waiting> all() throws SQLException {
    return select(ALL, tenant);
  }

  Optional<Waiting> find(UUID request) throws SQLException {
    return select(ONE, tenant, request).stream().findFirst();
  }

  /// @throws SealingException when it does not open
  Contents contents(Waiting request) throws SQLException, SealingException {
    JsonNode json;
    try {
      json = JSON.readTree(vault.open(context(request.id()), sealed(request.id())));
    } catch (IOException notJson) {
      throw new IllegalStateException("what was sealed here is JSON");
    }
    List<String> codes = new ArrayList<>();
    json.path("codes").forEach(code -> codes.add(code.asText()));
    return new Contents(
        codes,
        json.path("reason").asText(),
        json.path("by").asText(),
        new Person(json.path("login").asText(), json.path("staff").asText()));
  }

  Rider add(Waiting request, Contents contents) throws SealingException {
    byte[] json =
        CanonicalJson.of(
                Map.of(
                    "codes", contents.codes(),
                    "reason", contents.reason(),
                    "by", contents.by(),
                    "login", contents.asker().login(),
                    "staff", contents.asker().staff()))
            .bytes();
    return new Rider(
        ADD,
        List.of(
            request.id(),
            tenant,
            request.domain(),
            request.codes(),
            request.purpose(),
            request.asker().login(),
            request.asker().staff(),
            vault.seal(context(request.id()), json).bytes(),
            request.requestedAt()));
  }

  Rider decide(Waiting request, Waiting.State state, Instant at) {
    return new Rider(DECIDE, List.of(text(state), at, request.id()));
  }

  /// Once for each request: the second one undoes its transaction.
  Rider open(Waiting request, Waiting.State state) {
    return new Rider(OPEN, List.of(text(state), request.id()));
  }

  /// Forgets what was asked for before.
  Rider forget(Instant before) {
    return new Rider(FORGET, List.of(tenant, before));
  }

  private List<Waiting> select(String sql, Object... values) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement select = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        select.setObject(i + 1, values[i]);
      }
      try (ResultSet rows = select.executeQuery()) {
        List<Waiting> found = new ArrayList<>();
        while (rows.next()) {
          found.add(waiting(rows));
        }
        return found;
      }
    }
  }

  private static Waiting waiting(ResultSet row) throws SQLException {
    return new Waiting(
        row.getObject("request_id", UUID.class),
        row.getString("domain"),
        row.getInt("codes"),
        row.getString("purpose"),
        new Person(row.getString("asker_login"), row.getString("asker_staff")),
        Waiting.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
        row.getObject("requested_at", OffsetDateTime.class).toInstant(),
        Optional.ofNullable(row.getObject("decided_at", OffsetDateTime.class))
            .map(OffsetDateTime::toInstant));
  }

  private byte[] sealed(UUID request) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement select = connection.prepareStatement(SEALED)) {
      select.setObject(1, request);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? row.getBytes(1) : new byte[0];
      }
    }
  }

  /// Under the installation's key: a request is about no one who is known yet.
  private SealContext context(UUID request) {
    SubjectIndex installation = vault.subjectIndex(tenant, "System");
    return new SealContext(
        tenant, installation, request, "reidentification/request", KeyClass.ACCOUNTABILITY);
  }

  static String text(Waiting.State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
