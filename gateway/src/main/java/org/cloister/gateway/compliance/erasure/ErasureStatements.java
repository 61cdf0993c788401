package org.cloister.gateway.compliance.erasure;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.cloister.audit.Rider;
import org.cloister.audit.Subject;
import org.cloister.gateway.compliance.erasure.ErasurePlan.Target;

/// Every statement by which something of a person is deleted: one list of the tables that hold any,
/// in the order in which they run; what names a member of staff is in [StaffStatements]. Whoever
/// adds a table with a blind index adds it here or there. A patient's restrictions stay: what they
/// object to is objected to when their data come again.
///
/// The statements name the person and not the rows that were counted, so that a record which was
/// committed between decision and erasure goes too.
final class ErasureStatements {
  /// Whether a hold covers the subject as such, or a record of theirs by its date.
  static final String HELD =
      """
      exists (select 1 from legal_hold h
              where h.tenant = ? and (h.subject = ? or h.subject is null
                and (exists (select 1 from log_body b
                             where b.tenant = h.tenant and (b.subject = ? or b.agent = ?)
                               and b.recorded_at >= h.from_time and b.recorded_at < h.until_time)
                  or exists (select 1 from log_concern c
                             where c.tenant = h.tenant and c.subject = ?
                               and c.recorded_at >= h.from_time
                               and c.recorded_at < h.until_time))))
      """;

  private static final String ACT =
      "insert into erasure (record_id, scope, legal_basis, erased_at, held)"
          + " values (?, ?, ?, ?, "
          + HELD
          + ")";
  private static final String ACT_AGAIN =
      "insert into erasure (record_id, scope, legal_basis, erased_at, held)"
          + " values (?, ?, ?, ?, false)";
  private static final String REMEMBER_KEY =
      "insert into erased_key (key_id, record_id) values (?, ?) on conflict do nothing";
  private static final String DESTROY_KEY = "delete from subject_key where key_id = ?";
  private static final String DELETE_RESULTS =
      "delete from sealed_resource where subject_index = ?";
  private static final String DELETE_CONSENTS = "delete from kept_consent where subject_index = ?";
  // Those about many people as well: they can be ordered again, and the kinds that are left out
  // name nobody.
  private static final String DELETE_REPORTS =
      "delete from compliance_report where subject_index = ? or subject_index is null"
          + " and kind not in ('ai-log', 'cost-and-latency', 'processing-activities')";
  private static final String REMEMBER_RECORDS =
      "insert into erased_entry (index, part, record_id)"
          + " select index, 'record', ? from log_body"
          + " where tenant = ? and subject = ? and sealed_body is not null on conflict do nothing";
  private static final String BLANK_RECORDS =
      "update log_body set subject = null, sealed_body = null where tenant = ? and subject = ?";
  private static final String DELETE_CONCERNS =
      "delete from log_concern where tenant = ? and subject = ?";
  private static final String DELETE_REQUESTS =
      "delete from erasure_request where tenant = ? and subject = ?";

  /// Who treats whom, and what was judged by it. Evidence and notes of alerts are sealed under the
  /// patient's key, too.
  private static final List<String> DELETE_REVIEWS =
      List.of(
          "delete from care_relation where patient = ?",
          "delete from care_patient where patient = ?",
          "delete from kept_for_minor where subject = ?",
          "update care_staff set own_record = null where own_record = ?",
          "delete from judged_access where patient = ?",
          "delete from review_alert where patient = ?",
          "delete from break_glass_item where patient = ?");

  private ErasureStatements() {}

  /// A decided erasure; fails as a whole when a hold covers the person by then.
  ///
  /// @param record the erasure's own record, in whose transaction they run
  /// @param names all names of a member of staff, for [Scope#STAFF]
  static List<Rider> of(
      UUID record, Target target, List<UUID> keys, List<String> names, Instant at) {
    Subject subject = target.subject();
    String key = subject.key();
    List<Rider> riders = new ArrayList<>();
    riders.add(
        new Rider(
            ACT,
            List.of(
                record,
                target.scope().code(),
                target.basis().code(),
                at,
                subject.tenant(),
                key,
                key,
                key,
                key)));
    riders.addAll(deletions(record, target, keys, names));
    return riders;
  }

  /// An erasure that was carried out before and has to be again, on an older copy of the database.
  /// A hold in that copy is older than the erasure and does not stand against it.
  static List<Rider> again(
      UUID record, Target target, List<UUID> keys, List<String> names, Instant at) {
    List<Rider> riders = new ArrayList<>();
    riders.add(
        new Rider(ACT_AGAIN, List.of(record, target.scope().code(), target.basis().code(), at)));
    riders.addAll(deletions(record, target, keys, names));
    return riders;
  }

  private static List<Rider> deletions(
      UUID record, Target target, List<UUID> keys, List<String> names) {
    String tenant = target.subject().tenant();
    String key = target.subject().key();
    List<Rider> riders = new ArrayList<>();
    for (UUID name : keys) {
      riders.add(new Rider(REMEMBER_KEY, List.of(name, record)));
      riders.add(new Rider(DESTROY_KEY, List.of(name)));
    }
    if (target.scope() != Scope.STAFF) {
      byte[] index = HexFormat.of().parseHex(key);
      riders.add(new Rider(DELETE_RESULTS, List.of(index)));
      riders.add(new Rider(DELETE_CONSENTS, List.of(index)));
      riders.add(new Rider(DELETE_REPORTS, List.of(index)));
    }
    if (target.scope() != Scope.CLINICAL) {
      riders.add(new Rider(REMEMBER_RECORDS, List.of(record, tenant, key)));
      riders.add(new Rider(BLANK_RECORDS, List.of(tenant, key)));
      riders.add(new Rider(DELETE_CONCERNS, List.of(tenant, key)));
      riders.add(new Rider(DELETE_REQUESTS, List.of(tenant, key)));
      DELETE_REVIEWS.forEach(sql -> riders.add(new Rider(sql, List.of(key))));
    }
    if (target.scope() == Scope.STAFF) {
      riders.addAll(StaffStatements.of(record, target.subject(), names));
    }
    return riders;
  }
}
