/// Who is calling: verifies access tokens, and issues them for the demo.
///
/// [CallerAuthenticator] turns an `Authorization` header into a `Caller`, or into one of a closed
/// set of causes. It trusts one issuer, whose keys [IssuerKeys] follows. [DemoIssuer] is an issuer
/// for the demo and for tests; a hospital names its own by URL. All types are safe for concurrent
/// use. No token, secret or claim value appears in any message of this package.
///
/// Sources: RFC 6750 (bearer tokens), RFC 7519 and 8725 (JWT and its best practices), RFC 9068 (JWT
/// access tokens), RFC 8414 (issuer metadata), SMART App Launch 2.2.
@NullMarked
@CheckReturnValue
package org.cloister.gateway.identity;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
