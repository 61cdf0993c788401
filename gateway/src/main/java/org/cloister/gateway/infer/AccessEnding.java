package org.cloister.gateway.infer;

import java.util.List;
import java.util.Optional;
import org.cloister.audit.Outcome;
import org.cloister.audit.Rider;
import org.cloister.gateway.answer.Issue;

/// How an access that runs no model ends, before it is recorded: a read, or a Consent put on file.
interface AccessEnding {
  Outcome outcome();

  /// What the record calls it, a value of [org.cloister.audit.Fact#EVENT].
  String event();

  /// At least one issue where nothing was granted; the first decides the HTTP status.
  List<Issue> issues();

  default Optional<Issue> refusal() {
    return issues().stream().findFirst();
  }

  /// Rows to be committed with the record.
  List<Rider> riders();

  /// HTTP status of a success.
  int status();

  /// FHIR JSON of a success.
  ///
  /// @param baseUrl FHIR base of this server, without a slash at its end
  byte[] body(String baseUrl);
}
