package org.cloister.gateway.compliance.reidentify;

import java.time.Duration;

/// How much may be re-identified, and how fast it must be.
///
/// @param tenant the organisation whose codes these are
/// @param perPerson codes that one person may ask for and open in one domain a day
/// @param perDomain codes that all together may ask for and open in one domain a day
/// @param decideWithin how long a request waits for a data trustee
/// @param openWithin how long an approval is good for
public record ReidentificationTerms(
    String tenant, int perPerson, int perDomain, Duration decideWithin, Duration openWithin) {}
