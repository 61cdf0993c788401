package org.cloister.gateway.compliance.review;

import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cloister.deid.sealing.SealingException;
import org.cloister.gateway.answer.Issue;
import org.cloister.gateway.answer.OutcomeCode;
import org.cloister.gateway.compliance.Act;
import org.cloister.gateway.compliance.Content;
import org.cloister.gateway.compliance.Credentials;
import org.cloister.gateway.compliance.Demand;
import org.cloister.gateway.compliance.Oversight;
import org.cloister.gateway.compliance.OversightReply;
import org.cloister.policies.OversightAction;

/// Takes from the EHR who has to do with whom: FHIR R4 resources, as a Bundle or one JSON object a
/// line. What is kept of them are blind terms, times and kinds ([CareRows]); nothing of the
/// documents themselves is stored. Sending a resource again replaces what was kept of it.
///
/// Rows and their record are one transaction. Safe for many threads.
public final class CareFeed {
  /// Bytes of the largest body.
  public static final int LARGEST = 4 * 1024 * 1024;

  /// Resources in one body: its rows are one transaction of the log's writer.
  public static final int MOST = 1000;

  private static final String EVENT = "relations-kept";

  private final Oversight oversight;
  private final ReviewStore store;
  private final ZoneId zone;

  /// @param zone in which dates without a time begin
  public CareFeed(Oversight oversight, ReviewStore store, ZoneId zone) {
    this.oversight = oversight;
    this.store = store;
    this.zone = zone;
  }

  /// @param body up to [#LARGEST] bytes; one more makes it too long
  public OversightReply keep(Credentials credentials, byte[] body) {
    return oversight.perform(
        credentials, Demand.of(OversightAction.KEEP_RELATIONS, EVENT), _ -> keep(body));
  }

  private Act keep(byte[] body) throws SealingException {
    if (body.length > LARGEST) {
      return Act.refused(EVENT, OutcomeCode.TOO_LONG);
    }
    Optional<List<CareResource>> resources = CareResource.parse(body);
    if (resources.isEmpty()) {
      return Act.refused(EVENT, OutcomeCode.MALFORMED);
    }
    if (resources.get().size() > MOST) {
      return Act.refused(EVENT, OutcomeCode.TOO_LONG);
    }
    CareRows rows = new CareRows(store, zone);
    int number = 0;
    for (CareResource resource : resources.get()) {
      number++;
      if (!rows.add(resource)) {
        return Act.refused(
            EVENT,
            Issue.of(OutcomeCode.INVALID_RESOURCE)
                .saying(
                    "Resource %d lacks what its type needs: see docs/review.md."
                        .formatted(number)));
      }
    }
    int kept = number - rows.ignored();
    Map<String, Integer> counts = Map.of("kept", kept, "ignored", rows.ignored());
    return Act.change(EVENT, Content.json(200, counts)).details(counts).riders(rows.riders());
  }
}
