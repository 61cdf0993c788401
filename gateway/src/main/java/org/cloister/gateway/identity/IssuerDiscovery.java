package org.cloister.gateway.identity;

import java.io.IOException;
import java.net.URI;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// An issuer's metadata, asked for when first needed and again after an hour.
///
/// Nothing is fetched at start, so the gateway starts while its issuer is down. While the issuer is
/// down the last metadata stays valid: it holds addresses, no keys.
public final class IssuerDiscovery {
  private static final Duration FRESH_FOR = Duration.ofHours(1);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

  private final URI issuer;
  private final Clock clock;
  private final ReentrantLock fetching = new ReentrantLock();
  private volatile @Nullable Known known;
  private volatile Instant nextAttempt = Instant.MIN;

  public IssuerDiscovery(URI issuer, Clock clock) {
    this.issuer = IssuerHttp.requireSafe(issuer);
    this.clock = clock;
  }

  /// @throws IOException if the metadata was never had and cannot be had now
  public IssuerEndpoints endpoints() throws IOException {
    Instant now = clock.instant();
    if (stale(now)) {
      fetching.lock();
      try {
        if (stale(now)) {
          nextAttempt = now.plus(RETRY_AFTER);
          known = new Known(fetch(), now);
        }
      } catch (IOException e) {
        if (known == null) {
          throw e;
        }
      } finally {
        fetching.unlock();
      }
    }
    Known latest = known;
    if (latest == null) {
      throw new IOException("the issuer's metadata could not be had a moment ago");
    }
    return latest.endpoints;
  }

  private boolean stale(Instant now) {
    Known latest = known;
    return now.compareTo(nextAttempt) >= 0
        && (latest == null || now.isAfter(latest.at.plus(FRESH_FOR)));
  }

  private IssuerEndpoints fetch() throws IOException {
    IOException last = new IOException("the issuer publishes no metadata");
    for (URI place : places()) {
      try {
        return IssuerEndpoints.parse(issuer, IssuerHttp.get(place));
      } catch (ParseException e) {
        last = new IOException("the issuer's metadata is incomplete or of another issuer", e);
      } catch (IOException e) {
        last = e;
      }
    }
    throw last;
  }

  /// OpenID Connect Discovery §4 appends the well-known path; RFC 8414 §3.1 inserts it after the
  /// host.
  private List<URI> places() {
    String path = issuer.getPath().replaceAll("/$", "");
    return List.of(
        issuer.resolve(path + "/.well-known/openid-configuration"),
        issuer.resolve("/.well-known/oauth-authorization-server" + path));
  }

  private record Known(IssuerEndpoints endpoints, Instant at) {}
}
