package org.cloister.gateway.http;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;

/// The error table: what a caller is told, whatever went wrong. The names are those of the table
/// that came with the specification; [ErrorTableTest] compares.
enum ErrorRow {
  NO_TOKEN(
      "no token", 401, List.of("login"), Map.of("WWW-Authenticate", "Bearer realm=\"[^\"]+\"")),
  EXPIRED_TOKEN("expired token", 401, List.of("expired"), Challenge.INVALID_TOKEN),
  BAD_TOKEN(
      "bad signature / alg none / HS* / wrong issuer / wrong audience",
      401,
      List.of("login"),
      Challenge.INVALID_TOKEN),
  SCOPE_MISSING(
      "scope missing",
      403,
      List.of("forbidden"),
      Map.of("WWW-Authenticate", "Bearer .*error=\"insufficient_scope\".*")),
  DENIED("policy or consent denies", 403, List.of("suppressed", "forbidden"), Map.of()),
  OTHER_PATIENT("patient outside compartment of token", 403, List.of("forbidden"), Map.of()),
  MALFORMED("malformed JSON", 400, List.of("structure"), Map.of()),
  BAD_PARAMETERS(
      "not a Parameters resource / missing required parameter / unknown parameter",
      400,
      List.of("required", "invalid", "structure"),
      Map.of()),
  INVALID_FHIR(
      "valid JSON, invalid FHIR (unknown element, bad code, cardinality)",
      422,
      List.of("invalid", "code-invalid", "required", "value"),
      Map.of()),
  INPUT_PROBLEM(
      "valid FHIR, model input missing or out of range", 422, List.of("business-rule"), Map.of()),
  WRONG_CONTENT_TYPE("wrong Content-Type", 415, List.of("not-supported"), Map.of()),
  UNSUPPORTED_ACCEPT("unsupported Accept", 406, List.of("not-supported"), Map.of()),
  UNSUPPORTED_METHOD(
      "unsupported method", 405, List.of("not-supported"), Map.of("Allow", "GET, HEAD|POST")),
  UNKNOWN_TYPE("unknown resource type or operation", 404, List.of("not-supported"), Map.of()),
  UNKNOWN_ID("unknown id", 404, List.of("not-found"), Map.of()),
  BODY_OVER_LIMIT("body over the limit", 413, List.of("too-long"), Map.of()),
  TOO_MANY_REQUESTS("too many requests", 429, List.of("throttled"), Challenge.RETRY),
  QUEUE_FULL("model not loaded / queue full", 503, List.of("transient"), Challenge.RETRY),
  TIME_LIMIT("time limit", 504, List.of("timeout"), Map.of()),
  STORE_DOWN(
      "audit store cannot be written", 503, List.of("exception", "transient"), Challenge.RETRY),
  UNEXPECTED("unexpected failure", 500, List.of("exception"), Map.of()),
  CONTAINER(
      "container-level refusal (bad URL encoding, bad header)",
      400,
      List.of("invalid", "structure"),
      Map.of());

  /// Rows of the table for which there is no route yet, and why.
  static final Map<String, String> NOT_APPLICABLE =
      Map.ofEntries(
          entry("status polled too often", "there are no jobs"),
          entry("async: job cancelled or unknown", "there are no jobs"),
          entry(
              "CDS Hooks: required prefetch absent and no FHIR access", "there is no CDS service"),
          entry("CDS Hooks: unknown service id", "there is no CDS service"),
          entry(
              "CDS Hooks: JWT missing / replayed jti / aud not this endpoint / jku not"
                  + " allow-listed",
              "there is no CDS service"),
          entry("CDS Hooks: no advice", "there is no CDS service"));

  private static final class Challenge {
    static final Map<String, String> INVALID_TOKEN =
        Map.of("WWW-Authenticate", "Bearer .*error=\"invalid_token\".*");
    static final Map<String, String> RETRY = Map.of("Retry-After", "[1-9][0-9]*");
  }

  private final String title;
  private final int status;

  @SuppressWarnings("Immutable") // List.of
  private final List<String> issues;

  @SuppressWarnings("Immutable") // Map.of
  private final Map<String, String> headers;

  ErrorRow(String title, int status, List<String> issues, Map<String, String> headers) {
    this.title = title;
    this.status = status;
    this.issues = issues;
    this.headers = headers;
  }

  String title() {
    return title;
  }

  int status() {
    return status;
  }

  /// Codes of http://hl7.org/fhir/issue-type, any of which will do.
  List<String> issues() {
    return issues;
  }

  /// Patterns of the headers that the row asks for, by name.
  Map<String, String> headers() {
    return headers;
  }
}
