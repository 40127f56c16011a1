package dev.brass.connector.vendure;

import dev.brass.spi.Secret;
import dev.brass.spi.StoreHttp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A session at a Vendure shop, to which a cart or an administrator's log-in belongs. A shop hands
/// sessions out as a bearer token (a reply's header `vendure-auth-token`), as cookies, or both;
/// Vendure's own default is cookies alone.
///
/// @param header the request header that carries it: `Authorization` or `Cookie`
/// @param value that header's value
record VendureSession(String header, Secret<String> value) {

  private static final String TOKEN_HEADER = "vendure-auth-token";

  /// The session that a reply opens; empty when it opens none.
  static Optional<VendureSession> openedBy(StoreHttp.Reply reply) {
    String token = reply.header(TOKEN_HEADER);
    if (token != null) {
      return Optional.of(new VendureSession("Authorization", Secret.of("Bearer " + token)));
    }
    List<String> cookies = new ArrayList<>();
    for (String cookie : reply.headers().getOrDefault("set-cookie", List.of())) {
      int end = cookie.indexOf(';');
      cookies.add(end < 0 ? cookie : cookie.substring(0, end));
    }
    return cookies.isEmpty()
        ? Optional.empty()
        : Optional.of(new VendureSession("Cookie", Secret.of(String.join("; ", cookies))));
  }
}
