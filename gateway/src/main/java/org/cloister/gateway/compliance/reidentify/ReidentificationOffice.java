package org.cloister.gateway.compliance.reidentify;

import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.cloister.audit.AuditLog;
import org.cloister.deid.sealing.CaseVault;
import org.cloister.gateway.compliance.Act;
import org.cloister.gateway.compliance.Credentials;
import org.cloister.gateway.compliance.Deed;
import org.cloister.gateway.compliance.Demand;
import org.cloister.gateway.compliance.Form;
import org.cloister.gateway.compliance.Oversight;
import org.cloister.gateway.compliance.OversightReply;
import org.cloister.gateway.compliance.reidentify.ReidentifyParameters.Ask;
import org.cloister.gateway.compliance.reidentify.ReidentifyParameters.Open;
import org.cloister.gateway.compliance.reidentify.ReidentifyParameters.Rejected;
import org.cloister.gateway.record.RecordSealer;
import org.cloister.policies.OversightAction;

/// The front door of re-identification. Safe for many threads.
///
/// Changes are made one after another: each is decided on what the one before left, and is durable
/// before the next is looked at. The log has one writer, so one lock in this process is enough; the
/// tables' own conditions hold without it.
public final class ReidentificationOffice {
  private final Oversight oversight;
  private final RequestDesk desk;
  private final OpeningDesk opening;
  private final ReentrantLock changes = new ReentrantLock();

  /// What the office stands on.
  public record Parts(
      DataSource database,
      CaseVault vault,
      RecordSealer sealer,
      AuditLog log,
      OpenableDomains domains) {}

  public ReidentificationOffice(Oversight oversight, Parts parts, ReidentificationTerms terms) {
    this.oversight = oversight;
    Requests requests = new Requests(parts.database(), parts.vault(), terms.tenant());
    Allowance allowance = new Allowance(parts.database(), terms);
    this.desk = new RequestDesk(requests, parts.domains(), allowance, parts.sealer(), terms);
    this.opening =
        new OpeningDesk(
            requests,
            new RequestTrail(parts.log()),
            parts.domains(),
            allowance,
            parts.sealer(),
            terms);
  }

  /// `$reidentify`: asks for codes to be opened, or opens them.
  public OversightReply reidentify(Credentials credentials, ReidentifyParameters parameters) {
    return switch (parameters) {
      case Ask ask -> asking(credentials, RequestDesk.REQUESTED, permit -> desk.ask(permit, ask));
      case Open(var request) ->
          asking(credentials, OpeningDesk.EVENT, permit -> opening.open(permit, request));
      case Rejected(var issue) ->
          asking(
              credentials, RequestDesk.REQUESTED, _ -> Act.refused(RequestDesk.REQUESTED, issue));
    };
  }

  public OversightReply withdraw(Credentials credentials, String id) {
    return asking(credentials, RequestDesk.WITHDRAWN, permit -> desk.withdraw(permit, id));
  }

  public OversightReply mine(Credentials credentials) {
    return asking(credentials, RequestDesk.READ, desk::mine);
  }

  public OversightReply waiting(Credentials credentials) {
    return deciding(credentials, RequestDesk.READ, desk::waiting);
  }

  public OversightReply approve(Credentials credentials, String id) {
    return deciding(credentials, RequestDesk.APPROVED, permit -> desk.approve(permit, id));
  }

  public OversightReply refuse(Credentials credentials, String id, Form form) {
    return deciding(credentials, RequestDesk.REFUSED, permit -> desk.refuse(permit, id, form));
  }

  private OversightReply asking(Credentials credentials, String event, Deed deed) {
    return perform(credentials, Demand.of(OversightAction.REIDENTIFY, event), deed);
  }

  private OversightReply deciding(Credentials credentials, String event, Deed deed) {
    return perform(credentials, Demand.of(OversightAction.APPROVE_REIDENTIFICATION, event), deed);
  }

  private OversightReply perform(Credentials credentials, Demand demand, Deed deed) {
    changes.lock();
    try {
      return oversight.perform(credentials, demand, deed);
    } finally {
      changes.unlock();
    }
  }
}
