package org.cloister.gateway.compliance.erasure;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Reads by which act something was erased; each stands in the log, or it is none.
final class ErasureActs {
  private static final String ERASURE =
      "select a.record_id, e.index, a.scope, a.legal_basis, a.erased_at"
          + " from erasure a join log_entry e on e.record_id = a.record_id ";
  // Who acted in an outcome stands with its intent. A part is blanked by its place; or sealed under
  // a key that was destroyed before it was committed; or disposed of with a range of the log.
  private static final String OF_PART =
      """
      with place (index) as (
        select ?::bigint
        union select intent_index from log_entry
              where index = ? and ? = 'agent' and intent_index is not null)
      """
          + ERASURE
          + """
          where a.record_id = coalesce(
            (select x.record_id from erased_entry x join place using (index)
               where x.part = ? limit 1),
            (select k.record_id from place join log_body b using (index) join erased_key k
               on k.key_id = encode(substring(
                 case when ? = 'agent' then b.sealed_agent else b.sealed_body end
                 from 2 for 16), 'hex')::uuid limit 1),
            (select d.record_id from place p join disposal d
               on p.index between d.from_index and d.to_index - 1
               where not exists (select 1 from log_body b where b.index = p.index) limit 1))
          """;
  private static final String NEWEST = ERASURE + "order by e.index desc limit ?";
  private static final String BY_RECORD = ERASURE + "where a.record_id = ?";

  private final Rows rows;

  ErasureActs(Rows rows) {
    this.rows = rows;
  }

  Optional<Erasure> of(long index, Erasures.Part part) throws SQLException {
    String code = part.code();
    return rows.first(ErasureActs::erasure, OF_PART, index, index, code, code, code);
  }

  List<Erasure> newest(int limit) throws SQLException {
    return rows.all(ErasureActs::erasure, NEWEST, limit);
  }

  Optional<Erasure> find(UUID record) throws SQLException {
    return rows.first(ErasureActs::erasure, BY_RECORD, record);
  }

  private static Erasure erasure(ResultSet row) throws SQLException {
    return new Erasure(
        row.getObject("record_id", UUID.class),
        row.getLong("index"),
        row.getString("scope"),
        row.getString("legal_basis"),
        Rows.instant(row, "erased_at").orElseThrow());
  }
}
