package org.cloister.gateway.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.cloister.audit.AuditException;
import org.cloister.gateway.answer.Issue;
import org.cloister.gateway.answer.OutcomeCode;
import org.cloister.gateway.compliance.Act;
import org.cloister.gateway.compliance.Content;
import org.cloister.gateway.compliance.Deed;
import org.cloister.gateway.compliance.Demand;
import org.cloister.gateway.compliance.Form;
import org.cloister.gateway.compliance.Oversight;
import org.cloister.gateway.compliance.OversightPermit;
import org.cloister.gateway.compliance.erasure.Disposal;
import org.cloister.gateway.compliance.erasure.Erasure;
import org.cloister.gateway.compliance.erasure.ErasureDesk;
import org.cloister.gateway.compliance.erasure.HoldDesk;
import org.cloister.gateway.compliance.erasure.LegalBasis;
import org.cloister.gateway.compliance.erasure.Scope;
import org.cloister.policies.OversightAction;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// Erasures, legal holds and disposals for compliance officers. Bodies are flat JSON objects.
@RestController
class ErasureController {
  private final Oversight oversight;
  private final ErasureDesk erasures;
  private final HoldDesk holds;
  private final Disposal disposal;

  ErasureController(Oversight oversight, ErasureDesk erasures, HoldDesk holds, Disposal disposal) {
    this.oversight = oversight;
    this.erasures = erasures;
    this.holds = holds;
    this.disposal = disposal;
  }

  /// `{"patient":"Patient/1","scope":"clinical","legalBasis":"gdpr-17-1-b"}`; with `"preview":true`
  /// nothing changes. `user` (issuer, `|`, subject) in the place of `patient` for `staff`.
  @PostMapping("/compliance/erasures")
  void ask(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Form form = OversightResponses.form(request);
    answer(
        request,
        response,
        demand(OversightAction.ERASE, "erasure-requested", form),
        permit -> {
          Optional<Issue> objection =
              form.objection(Set.of("scope", "legalBasis"), Set.of("patient", "user", "preview"));
          Optional<String> reference = reference(form);
          Optional<Scope> scope = form.text("scope").flatMap(Scope::of);
          Optional<LegalBasis> basis = form.text("legalBasis").flatMap(LegalBasis::of);
          if (objection.isPresent()) {
            return Act.refused("erasure-requested", objection.get());
          }
          if (reference.isEmpty() || scope.isEmpty() || basis.isEmpty()) {
            return Act.refused("erasure-requested", OutcomeCode.PARAMETER_INVALID);
          }
          ErasureDesk.Wish wish = new ErasureDesk.Wish(reference.get(), scope.get(), basis.get());
          return form.says("preview")
              ? erasures.preview(permit, wish)
              : erasures.request(permit, wish);
        });
  }

  /// `{"patient":"Patient/1"}`: the second officer names the person again.
  @PostMapping("/compliance/erasures/{id}/approval")
  void approve(HttpServletRequest request, HttpServletResponse response, @PathVariable UUID id)
      throws IOException {
    Form form = OversightResponses.form(request);
    // Not about the patient: the record of the approval stays when the patient's are blank.
    answer(
        request,
        response,
        Demand.of(OversightAction.ERASE, "erasure-approved"),
        permit -> {
          Optional<String> reference = reference(form);
          return reference.isEmpty()
              ? Act.refused("erasure-approved", OutcomeCode.PARAMETER_INVALID)
              : erasures.approve(permit, id, reference.get());
        });
  }

  @DeleteMapping("/compliance/erasures/{id}")
  void withdraw(HttpServletRequest request, HttpServletResponse response, @PathVariable UUID id)
      throws IOException {
    answer(
        request,
        response,
        Demand.of(OversightAction.ERASE, "erasure-withdrawn"),
        permit -> erasures.withdraw(permit, id));
  }

  @GetMapping("/compliance/erasures")
  void list(HttpServletRequest request, HttpServletResponse response) throws IOException {
    answer(request, response, Demand.of(OversightAction.ERASE, "erasures-read"), erasures::list);
  }

  @GetMapping("/compliance/erasures/{record}/certificate")
  void certificate(
      HttpServletRequest request, HttpServletResponse response, @PathVariable UUID record)
      throws IOException {
    answer(
        request,
        response,
        Demand.of(OversightAction.ERASE, "erasures-read"),
        permit -> erasures.certificate(permit, record));
  }

  /// `{"patient":"Patient/1","from":"2026-01-01","until":"2026-02-01","reason":"litigation"}`; all
  /// but the reason may be left out.
  @PostMapping("/compliance/holds")
  void hold(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Form form = OversightResponses.form(request);
    answer(
        request,
        response,
        demand(OversightAction.HOLD, "hold-placed", form),
        permit -> {
          Optional<Issue> objection =
              form.objection(Set.of("reason"), Set.of("patient", "user", "from", "until"));
          if (objection.isPresent()) {
            return Act.refused("hold-placed", objection.get());
          }
          boolean person = form.text("patient").isPresent() || form.text("user").isPresent();
          if ((person && reference(form).isEmpty())
              || !form.text("reason").orElse("").matches("[a-z][a-z-]{0,31}")) {
            return Act.refused("hold-placed", OutcomeCode.PARAMETER_INVALID);
          }
          return holds.place(
              permit,
              new HoldDesk.Hold(
                  reference(form),
                  form.instant("from"),
                  form.instant("until"),
                  form.text("reason").orElseThrow()));
        });
  }

  @DeleteMapping("/compliance/holds/{id}")
  void lift(HttpServletRequest request, HttpServletResponse response, @PathVariable UUID id)
      throws IOException {
    answer(
        request,
        response,
        Demand.of(OversightAction.HOLD, "hold-lifted"),
        permit -> holds.lift(permit, id));
  }

  @GetMapping("/compliance/holds")
  void holds(HttpServletRequest request, HttpServletResponse response) throws IOException {
    answer(request, response, Demand.of(OversightAction.HOLD, "holds-read"), holds::list);
  }

  /// Disposes now of what the daily job would.
  @PostMapping("/compliance/disposals")
  void dispose(HttpServletRequest request, HttpServletResponse response) throws IOException {
    answer(request, response, Demand.of(OversightAction.ERASE, "disposal"), this::dispose);
  }

  private Act dispose(OversightPermit permit) throws SQLException, AuditException {
    List<Map<String, Object>> done = disposal.run().stream().map(Erasure::json).toList();
    return Act.read("disposal-run", Content.json(200, Map.of("disposals", done)));
  }

  private void answer(
      HttpServletRequest request, HttpServletResponse response, Demand demand, Deed deed)
      throws IOException {
    OversightResponses.answer(
        request, response, officer -> oversight.perform(officer, demand, deed));
  }

  private static Demand demand(OversightAction action, String event, Form form) {
    return Demand.about(action, event, OversightResponses.patientId(form.text("patient")));
  }

  /// `Patient/ID`, or `User/` + issuer + `|` + subject; empty when there are both, or neither is
  /// well formed.
  private static Optional<String> reference(Form form) {
    Optional<String> patient =
        OversightResponses.patientId(form.text("patient")).map(id -> "Patient/" + id);
    Optional<String> user =
        form.text("user").filter(it -> it.contains("|")).map(it -> "User/" + it);
    return patient.isPresent() && form.text("user").isPresent()
        ? Optional.empty()
        : patient.or(() -> user);
  }
}
