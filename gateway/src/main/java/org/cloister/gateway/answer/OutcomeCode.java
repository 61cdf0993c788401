package org.cloister.gateway.answer;

import java.util.Locale;

/// Why a call was not answered: the codes of [Terminology#OUTCOME], each with its HTTP status, its
/// FHIR issue type and the words that the caller reads. The words are fixed, so that nothing of a
/// patient, a policy or an exception can slip into them.
public enum OutcomeCode {
  UNAUTHENTICATED(401, "login", "Send an access token that this server accepts."),
  TOKEN_EXPIRED(401, "expired", "The access token has expired."),
  WEAK_SIGN_IN(401, "login", "This call needs a stronger sign-in than the access token tells of."),
  INSUFFICIENT_SCOPE(403, "forbidden", "The access token's scopes do not cover this call."),
  DENIED(403, "forbidden", "This call is not permitted."),
  RESTRICTED(
      403,
      "forbidden",
      "The use of this patient's data is restricted; compliance officers can say why."),
  MALFORMED(400, "structure", "The body is not well-formed FHIR JSON."),
  PARAMETER_MISSING(400, "required", "A required parameter is missing."),
  PARAMETER_INVALID(400, "invalid", "A parameter is unknown, repeated or of the wrong type."),
  INVALID_RESOURCE(422, "invalid", "The body is JSON, but not valid FHIR R4."),
  INPUT_MISSING(422, "business-rule", "The model needs data that the input does not hold."),
  INPUT_OUT_OF_RANGE(
      422, "business-rule", "A value is outside of what the model was published for."),
  INPUT_UNIT(422, "business-rule", "A value's unit cannot be converted to the model's."),
  NOT_APPLICABLE(422, "business-rule", "The model was not made for patients like this one."),
  UNKNOWN_MODEL(422, "code-invalid", "This server has no model of this name."),
  NOT_ACCEPTED_BY_RULES(
      422, "not-supported", "The document holds a type or element that the rules do not accept."),
  WITHHELD(
      422, "suppressed", "De-identification could not vouch for the result; nothing was released."),
  UNKNOWN_PSEUDONYM(422, "not-found", "This domain gave no such pseudonym; nothing was opened."),
  DERIVED_PSEUDONYM(
      422,
      "not-supported",
      "This pseudonym is derived with a key and leads back to nothing that is kept; nobody can open"
          + " it."),
  CHANGED_PSEUDONYM(
      500,
      "security",
      "What is stored of this pseudonym is not what was sealed there; nothing was opened."),
  DOMAIN_KEY_AWAY(
      503, "security", "The domain's key is not under any key at hand; nothing was opened."),
  TOO_LONG(413, "too-long", "The body is larger or deeper than this server accepts."),
  TOO_MANY_RECORDS(
      422, "too-costly", "More records match than one report can rest on; nothing was left out."),
  UNKNOWN_KEY(422, "not-found", "No key of this name ever wrapped anything here."),
  UNSUPPORTED_MEDIA_TYPE(415, "not-supported", "Send application/fhir+json."),
  NOT_ACCEPTABLE(406, "not-supported", "This server answers application/fhir+json."),
  METHOD_NOT_ALLOWED(405, "not-supported", "This URL does not take this HTTP method."),
  UNKNOWN_RESOURCE(404, "not-supported", "This server has no such resource type or operation."),
  UNKNOWN_PARAMETER(400, "not-supported", "This search parameter is not supported."),
  NOT_FOUND(404, "not-found", "No such resource."),
  WRONG_URL(400, "invalid", "The URL or a header is not well formed."),
  BUSY(429, "throttled", "Too many calls are in progress; try again shortly."),
  DAILY_LIMIT(429, "throttled", "The limit of this day is reached; nothing was asked or opened."),
  UNAVAILABLE(503, "transient", "The service cannot answer safely now; nothing was released."),
  TIMEOUT(504, "timeout", "The call took longer than its deadline; nothing was released."),
  INTERNAL(500, "exception", "The call failed; nothing was released.");

  private final int httpStatus;
  private final String issueType;
  private final String text;
  private final String code;

  OutcomeCode(int httpStatus, String issueType, String text) {
    this.httpStatus = httpStatus;
    this.issueType = issueType;
    this.text = text;
    this.code = name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// The code in [Terminology#OUTCOME], such as `input-missing`. Stable.
  public String code() {
    return code;
  }

  public int httpStatus() {
    return httpStatus;
  }

  /// Code of http://hl7.org/fhir/issue-type.
  public String issueType() {
    return issueType;
  }

  /// One sentence, the same for every call.
  public String text() {
    return text;
  }
}
