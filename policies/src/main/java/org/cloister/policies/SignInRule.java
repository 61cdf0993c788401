package org.cloister.policies;

import com.google.errorprone.annotations.Immutable;
import java.util.Optional;
import java.util.Set;

/// How one must have signed in: whoever acts in this role, for this purpose. A rule with neither is
/// for every person's call. An application by itself did not sign in, and no rule binds it.
///
/// @param role of the token
/// @param purpose that the call states
/// @param contextClasses one of these must be the token's `acr`; empty: any, or none
/// @param methods all of these must be in the token's `amr`
@Immutable
public record SignInRule(
    @SuppressWarnings("Immutable") Optional<String> role,
    @SuppressWarnings("Immutable") Optional<PurposeOfUse> purpose,
    @SuppressWarnings("Immutable") Set<String> contextClasses,
    @SuppressWarnings("Immutable") Set<String> methods) {
  /// @throws IllegalArgumentException if nothing is asked for
  public SignInRule {
    contextClasses = Set.copyOf(contextClasses);
    methods = Set.copyOf(methods);
    if (contextClasses.isEmpty() && methods.isEmpty()) {
      throw new IllegalArgumentException("a rule asks for an acr or an amr");
    }
  }

  /// Whether this rule lets the call be.
  boolean isMetBy(Caller caller, Optional<PurposeOfUse> stated) {
    return caller.isApplication() || !concerns(caller, stated) || suffices(caller.signIn());
  }

  private boolean concerns(Caller caller, Optional<PurposeOfUse> stated) {
    return (role.isEmpty() || caller.roles().contains(role.get()))
        && (purpose.isEmpty() || purpose.equals(stated));
  }

  private boolean suffices(SignIn signIn) {
    boolean known =
        contextClasses.isEmpty()
            || signIn.contextClass().filter(contextClasses::contains).isPresent();
    return known && signIn.methods().containsAll(methods);
  }
}
