package org.cloister.gateway.compliance.report;

import org.cloister.deid.pseudonym.DomainExposure;
import org.cloister.deid.sealing.CaseVault;
import org.cloister.deid.sealing.KeyExposure;
import org.cloister.gateway.keys.DomainKeys;

/// What reports ask about keys.
///
/// @param exposure of subjects' keys by the keys that wrapped them
/// @param vault opens what they seal
/// @param domainExposure of domains of pseudonyms
/// @param domains where their keys lie
public record Keys(
    KeyExposure exposure, CaseVault vault, DomainExposure domainExposure, DomainKeys domains) {}
