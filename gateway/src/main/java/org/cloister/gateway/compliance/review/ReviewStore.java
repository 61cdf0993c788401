package org.cloister.gateway.compliance.review;

import javax.sql.DataSource;
import org.cloister.deid.sealing.CaseVault;
import org.cloister.gateway.compliance.OversightPermit;
import org.cloister.gateway.compliance.Person;
import org.cloister.gateway.record.RecordSealer;

/// Where reviews and care relations are kept, and under which terms and seals.
public final class ReviewStore {
  private final String tenant;
  private final DataSource database;
  private final RecordSealer sealer;
  private final Terms terms;
  private final ReviewSeals seals;
  private final CareFacts facts;

  /// @param database holds the tables of `db/migration/V7__review.sql`
  public ReviewStore(String tenant, DataSource database, CaseVault vault, RecordSealer sealer) {
    this.tenant = tenant;
    this.database = database;
    this.sealer = sealer;
    this.terms = new Terms(tenant, sealer);
    this.seals = new ReviewSeals(tenant, vault);
    this.facts = new CareFacts(seals);
  }

  String tenant() {
    return tenant;
  }

  DataSource database() {
    return database;
  }

  /// The officer who acts.
  Person officer(OversightPermit permit) {
    return Person.of(permit, sealer);
  }

  Terms terms() {
    return terms;
  }

  ReviewSeals seals() {
    return seals;
  }

  CareFacts facts() {
    return facts;
  }
}
