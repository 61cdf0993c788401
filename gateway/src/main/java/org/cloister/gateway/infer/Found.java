package org.cloister.gateway.infer;

import java.util.List;
import org.cloister.audit.Outcome;
import org.cloister.audit.Rider;
import org.cloister.gateway.answer.Issue;
import org.cloister.gateway.answer.OutcomeCode;

/// What a read gives: resources, or a reason for none.
///
/// @param shape how they are sent
record Found(Outcome outcome, List<Issue> issues, List<StoredResult> resources, Shape shape)
    implements AccessEnding {
  enum Shape {
    RESOURCE,
    SEARCHSET
  }

  Found {
    issues = List.copyOf(issues);
    resources = List.copyOf(resources);
  }

  static Found nothing(Outcome outcome, OutcomeCode code) {
    return new Found(outcome, List.of(Issue.of(code)), List.of(), Shape.RESOURCE);
  }

  /// Not there, or not for this caller: the two look the same.
  static Found none() {
    return nothing(Outcome.REFUSED, OutcomeCode.NOT_FOUND);
  }

  static Found of(List<StoredResult> resources, Shape shape) {
    return new Found(Outcome.OK, List.of(), resources, shape);
  }

  List<String> references() {
    return resources.stream().map(StoredResult::reference).toList();
  }

  @Override
  public String event() {
    return "result-read";
  }

  @Override
  public List<Rider> riders() {
    return List.of();
  }

  @Override
  public int status() {
    return 200;
  }

  @Override
  public byte[] body(String baseUrl) {
    return Searchset.write(this, baseUrl);
  }

  @Override
  public String toString() {
    return "Found[redacted]";
  }
}
