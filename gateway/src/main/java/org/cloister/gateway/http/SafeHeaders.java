package org.cloister.gateway.http;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.UUID;
import java.util.regex.Pattern;

/// Headers that every response carries: nothing is cached, sniffed or framed, and the caller's
/// `X-Request-ID` comes back if it is a short safe token, else a fresh one.
public final class SafeHeaders implements Filter {
  private static final Pattern SAFE_TOKEN = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request instanceof HttpServletRequest http && response instanceof HttpServletResponse out) {
      set(http, out);
    }
    chain.doFilter(request, response);
  }

  /// Sets the headers, if that was not done before.
  static void set(HttpServletRequest request, HttpServletResponse response) {
    if (response.containsHeader("X-Request-ID")) {
      return;
    }
    String sent = request.getHeader("X-Request-ID");
    boolean echoed = sent != null && SAFE_TOKEN.matcher(sent).matches();
    response.setHeader("X-Request-ID", echoed ? sent : UUID.randomUUID().toString());
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    response.setHeader("Referrer-Policy", "no-referrer");
  }
}
