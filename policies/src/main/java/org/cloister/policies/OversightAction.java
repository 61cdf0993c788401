package org.cloister.policies;

import org.cloister.policies.CedarQuestion.Act;

/// What a compliance officer, or another who is trusted with it by name, may do to the gateway as a
/// whole, each with the SMART scope that a token must hold for it. FHIR has no scope for oversight,
/// so each asks for the permission on the type that it comes nearest to.
public enum OversightAction {
  /// Search the audit trail; `AuditEvent.s`.
  SEARCH_AUDIT(Act.SEARCH_AUDIT, 's', "AuditEvent"),
  /// Have a report made from the audit trail; `AuditEvent.s`.
  MAKE_REPORT(Act.MAKE_REPORT, 's', "AuditEvent"),
  /// Erase a person's data; `Patient.d`.
  ERASE(Act.ERASE, 'd', "Patient"),
  /// Place or lift a legal hold; `Patient.u`.
  HOLD(Act.HOLD, 'u', "Patient"),
  /// Restrict the use of a patient's data, or end that; `Flag.u`.
  RESTRICT(Act.RESTRICT, 'u', "Flag"),
  /// Review accesses and sign that off; `Task.u`.
  REVIEW(Act.REVIEW, 'u', "Task"),
  /// Change keys; `Device.u`, the gateway being a Device.
  ROTATE_KEYS(Act.ROTATE_KEYS, 'u', "Device"),
  /// Tell who has to do with which patient, so that accesses can be explained; `Encounter.c`. Done
  /// by the EHR itself, not by an officer.
  KEEP_RELATIONS(Act.KEEP_RELATIONS, 'c', "Encounter"),
  /// Say whether a calculated result was accepted or overridden; `ClinicalImpression.c`, FHIR's
  /// word for a clinician's assessment. Done by the clinician, not by an officer.
  DECIDE(Act.DECIDE, 'c', "ClinicalImpression"),
  /// Ask whom a released code stands for, and read it once that is approved; `Person.r`, a Person
  /// being what links the records of one human.
  REIDENTIFY(Act.REIDENTIFY, 'r', "Person"),
  /// Approve or refuse that; `Person.u`.
  APPROVE_REIDENTIFICATION(Act.APPROVE_REIDENTIFICATION, 'u', "Person");

  private final Act act;
  private final char permission;
  private final String resourceType;

  OversightAction(Act act, char permission, String resourceType) {
    this.act = act;
    this.permission = permission;
    this.resourceType = resourceType;
  }

  /// The action's name in the policies, such as `searchAudit`.
  public String action() {
    return act.action;
  }

  Act act() {
    return act;
  }

  boolean isCoveredBy(Caller caller) {
    return caller.mayDo(permission, resourceType);
  }
}
