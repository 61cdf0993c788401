package org.cloister.gateway.infer;

import org.cloister.deid.Deidentifier;
import org.cloister.deid.fhir.FhirReader;
import org.cloister.gateway.compliance.restriction.RestrictionRegister;
import org.cloister.gateway.consent.ConsentRegister;
import org.cloister.gateway.identity.CallerAuthenticator;
import org.cloister.models.Models;
import org.cloister.policies.Policies;

/// The stages of the pipeline, in their order.
///
/// @param tenant the organisation whose data this gateway serves
public record PipelineParts(
    String tenant,
    CallerAuthenticator authenticator,
    FhirReader reader,
    Policies policies,
    Deidentifier deidentifier,
    Models models,
    Interpreter interpreter,
    ResultVault results,
    ConsentRegister consents,
    RestrictionRegister restrictions) {}
