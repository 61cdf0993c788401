package org.cloister.gateway.config;

import java.util.Optional;
import java.util.Set;
import org.cloister.policies.PurposeOfUse;
import org.cloister.policies.SignInRule;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How one must have signed in with the issuer (45 CFR 164.312(d)).
///
/// @param role whom it binds; absent: everyone
/// @param purpose what they call for; absent: everything
/// @param acr one of these must be the token's `acr`; with commas
/// @param amr all of these must be in the token's `amr`; with commas
public record SignInSettings(
    @Nullable String role,
    @Nullable PurposeOfUse purpose,
    @DefaultValue Set<String> acr,
    @DefaultValue Set<String> amr) {
  public SignInSettings {
    acr = Set.copyOf(acr);
    amr = Set.copyOf(amr);
  }

  boolean asksForNothing() {
    return acr.isEmpty() && amr.isEmpty();
  }

  SignInRule rule() {
    return new SignInRule(Optional.ofNullable(role), Optional.ofNullable(purpose), acr, amr);
  }
}
