package org.cloister.gateway.compliance.erasure;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.cloister.audit.Rider;
import org.cloister.audit.Subject;

/// Every statement by which a member of staff is taken out of the tables: as whoever acted in the
/// log, as whoever treats patients, as an officer.
///
/// A member of staff has several names: the login, by which the log knows them and the erasure is
/// asked for, and those of the practitioner behind it. What they did to others stays, without them:
/// an alert is still one, a broken glass still waits. What two people must do and only they had
/// begun must be begun again, or they could end it themselves under a name that nobody remembers.
final class StaffStatements {
  /// In the place of a name, where a row needs one. No blind index is like it.
  static final String ERASED = "erased";

  private static final String REMEMBER_AGENTS =
      "insert into erased_entry (index, part, record_id)"
          + " select index, 'agent', ? from log_body where tenant = ? and agent = ?"
          + " on conflict do nothing";
  private static final String BLANK_AGENTS =
      "update log_body set agent = null, sealed_agent = null, token = null"
          + " where tenant = ? and agent = ?";
  // They can be ordered again; the kinds that are left out name no member of staff.
  private static final String DELETE_REPORTS =
      "delete from compliance_report where kind not in ('accounting-of-disclosures', 'ai-log',"
          + " 'cost-and-latency', 'model-recall', 'processing-activities')";

  /// Each with one parameter, the name, as often as it has one.
  private record ByName(String sql, int names) {}

  private static final List<ByName> BY_NAME =
      List.of(
          new ByName("delete from care_staff where staff = ?", 1),
          new ByName("delete from care_login where login = ? or staff = ?", 2),
          new ByName(
              "update care_relation set staff = array_remove(staff, ?::text)"
                  + " where staff @> array[?::text]",
              2),
          new ByName("delete from judged_access where staff = ?", 1),
          new ByName(
              "update review_alert set login = 'erased', staff = 'erased'"
                  + " where login = ? or staff = ?",
              2),
          new ByName(
              "update break_glass_item set login = 'erased', staff = 'erased'"
                  + " where login = ? or staff = ?",
              2),
          new ByName(
              "update break_glass_item set assessor = null, assessor_login = null,"
                  + " verdict = case state when 'assessed' then null else verdict end,"
                  + " state = case state when 'assessed' then 'open' else state end"
                  + " where assessor_login = ? or assessor = ?",
              2),
          new ByName("delete from erasure_request where requested_by = ?", 1),
          new ByName(
              "delete from reidentification_request where asker_login = ? or asker_staff = ?", 2),
          new ByName("delete from reidentification_allowance where person = ?", 1),
          new ByName(
              "update use_restriction set end_login = '', end_staff = '', end_asked_at = null"
                  + " where end_login = ? or end_staff = ?",
              2));

  /// All names of the member of staff with this login; two parameters, tenant and login. What only
  /// the sealed part of a record says is not among them.
  static final String NAMES =
      """
      with who (tenant, login) as (values (?, ?))
      select login from who
      union select staff from care_login join who using (login)
      union select staff from review_alert join who using (login)
      union select staff from break_glass_item join who using (login)
      union select assessor from break_glass_item join who on assessor_login = who.login
      union select asker_staff from reidentification_request join who on asker_login = who.login
      union select end_staff from use_restriction join who on end_login = who.login
      union select staff from judged_access join log_body b using (index)
            join who on b.tenant = who.tenant and b.agent = who.login
      """;

  private StaffStatements() {}

  /// @param record the erasure's own record
  /// @param login the log's name
  /// @param names all of them
  static List<Rider> of(UUID record, Subject login, List<String> names) {
    List<Rider> riders = new ArrayList<>();
    riders.add(new Rider(REMEMBER_AGENTS, List.of(record, login.tenant(), login.key())));
    riders.add(new Rider(BLANK_AGENTS, List.of(login.tenant(), login.key())));
    riders.add(new Rider(DELETE_REPORTS, List.of()));
    for (String name : names) {
      for (ByName statement : BY_NAME) {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < statement.names(); i++) {
          values.add(name);
        }
        riders.add(new Rider(statement.sql(), values));
      }
    }
    return riders;
  }
}
