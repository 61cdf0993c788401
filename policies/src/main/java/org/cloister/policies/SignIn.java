package org.cloister.policies;

import com.google.errorprone.annotations.Immutable;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// How whoever stands behind a token signed in with its issuer (45 CFR 164.312(d)), as far as the
/// token says it.
///
/// @param contextClass `acr`: the level of assurance in the issuer's words, such as `aal2`
/// @param methods `amr`, RFC 8176: what was used, such as `pwd` and `otp`; `mfa` for several
///   factors
/// @param at `auth_time`
@Immutable
public record SignIn(
    @SuppressWarnings("Immutable") Optional<String> contextClass,
    @SuppressWarnings("Immutable") List<String> methods,
    @SuppressWarnings("Immutable") Optional<Instant> at) {
  /// Of a token that does not say, such as an application's own.
  public static final SignIn UNSTATED = new SignIn(Optional.empty(), List.of(), Optional.empty());

  public SignIn {
    methods = List.copyOf(methods);
  }
}
