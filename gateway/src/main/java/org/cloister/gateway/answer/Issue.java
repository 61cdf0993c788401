package org.cloister.gateway.answer;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.cloister.policies.RequestId;

/// One reason why a call was not answered; severity is always `error`.
///
/// @param issueType code of http://hl7.org/fhir/issue-type; the code's own unless a more exact one
///   is known
/// @param text a sentence without patient data
/// @param expression FHIRPath of the elements at fault, never their values
/// @param diagnostics `request UUID` or `decision UUID`; there is no way to say more
public record Issue(
    OutcomeCode code,
    String issueType,
    String text,
    List<String> expression,
    Optional<String> diagnostics) {
  private static final Pattern DIAGNOSTICS = Pattern.compile("(request|decision) [0-9a-f-]{36}");

  public Issue {
    expression = List.copyOf(expression);
    if (diagnostics.isPresent() && !DIAGNOSTICS.matcher(diagnostics.get()).matches()) {
      throw new IllegalArgumentException("diagnostics name a request or a decision");
    }
  }

  public static Issue of(OutcomeCode code) {
    return new Issue(code, code.issueType(), code.text(), List.of(), Optional.empty());
  }

  /// The same issue with a more exact FHIR issue type.
  public Issue typed(String exactIssueType) {
    return new Issue(code, exactIssueType, text, expression, diagnostics);
  }

  /// The same issue in words that name the input; the caller vouches that they hold no value.
  public Issue saying(String sentence) {
    return new Issue(code, issueType, sentence, expression, diagnostics);
  }

  public Issue at(String... fhirPaths) {
    return new Issue(code, issueType, text, List.of(fhirPaths), diagnostics);
  }

  /// Names the call, for a question to the operators.
  public Issue ofRequest(RequestId request) {
    return new Issue(code, issueType, text, expression, Optional.of("request " + request.value()));
  }

  /// Names the recorded decision, which a compliance officer can look up.
  public Issue ofDecision(UUID decision) {
    return new Issue(code, issueType, text, expression, Optional.of("decision " + decision));
  }
}
