package dev.brass.server.api;

import dev.brass.server.outward.WebAddress;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Which pages in browsers may call this server and read its answers (CORS of the Fetch standard).
/// Without permission an answer is the same, and the browser keeps it from the page. Immutable.
///
/// A server for development permits pages that come from this machine, so that a web application
/// can be tried out. Then the request must also name this machine as its `Host`: a page from
/// elsewhere whose name was pointed at this machine meanwhile (DNS rebinding) names another one.
public final class Cors {

  /// For nobody.
  public static final Cors NONE = new Cors(Set.of(), false);

  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final int LONGEST = 2_048;
  private static final String METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE";
  private static final String EXPOSED =
      "Content-Disposition, Idempotent-Replayed, Location, Payment-Receipt, PAYMENT-REQUIRED,"
          + " PAYMENT-RESPONSE, RateLimit, RateLimit-Policy, Retry-After, WWW-Authenticate, X-Api-Key,"
          + " X-RateLimit-Reset, X-Request-Id";

  private final Set<String> origins;
  private final boolean loopback;

  private Cors(Set<String> origins, boolean loopback) {
    this.origins = origins;
    this.loopback = loopback;
  }

  /// Permits origins.
  ///
  /// @param origins such as `https://app.example.com`
  /// @param loopback whether pages from this machine are permitted, too
  /// @throws IllegalArgumentException naming what is no origin
  public static Cors of(List<String> origins, boolean loopback) {
    return new Cors(
        origins.stream().map(Cors::configured).collect(Collectors.toCollection(TreeSet::new)),
        loopback);
  }

  private static String configured(String text) {
    WebAddress address = WebAddress.orNull(text);
    if (address == null || !address.path().equals("/") || address.query() != null) {
      throw new IllegalArgumentException(
          "http.cors-origins are origins such as https://app.example.com, not '" + text + "'");
    }
    return origin(address);
  }

  private static String origin(WebAddress address) {
    boolean usual = address.effectivePort() == (address.scheme().equals("https") ? 443 : 80);
    return address.scheme() + "://" + address.host() + (usual ? "" : ":" + address.effectivePort());
  }

  /// The answer to a browser that asks before it sends a request; null for any other request.
  @Nullable Reply preflight(ApiRequest request) {
    String method = request.header("access-control-request-method");
    if (!request.method().equals("OPTIONS") || method == null || !permits(request)) {
      return null;
    }
    String headers = request.header("access-control-request-headers");
    Reply reply =
        Reply.empty(204)
            .with("Access-Control-Allow-Methods", METHODS)
            .with("Access-Control-Max-Age", "600");
    if (headers != null && isHeaderList(headers)) {
      reply = reply.with("Access-Control-Allow-Headers", headers);
    }
    if ("true".equals(request.header("access-control-request-private-network"))) {
      reply = reply.with("Access-Control-Allow-Private-Network", "true");
    }
    return permitted(request, reply);
  }

  /// The answer with the permission to read it, where there is one.
  Reply marked(ApiRequest request, Reply reply) {
    return permits(request)
        ? permitted(request, reply).with("Access-Control-Expose-Headers", EXPOSED)
        : reply;
  }

  private static Reply permitted(ApiRequest request, Reply reply) {
    return reply
        .with("Access-Control-Allow-Origin", String.valueOf(request.header("origin")))
        .with("Vary", "Origin");
  }

  private boolean permits(ApiRequest request) {
    String text = request.header("origin");
    if (text == null || text.length() > LONGEST || (origins.isEmpty() && !loopback)) {
      return false;
    }
    WebAddress page = WebAddress.orNull(text);
    if (page == null || !text.equals(page.scheme() + "://" + page.authority())) {
      return false;
    }
    return origins.contains(origin(page))
        || (loopback && LOOPBACK.contains(page.host()) && namesThisMachine(request));
  }

  /// Browsers say by `Sec-Fetch-Site` how far the page is from what it calls. Pages of this machine
  /// are its neighbours; `localhost` and `127.0.0.1` are strangers to each other all the same.
  private static boolean namesThisMachine(ApiRequest request) {
    String host = request.header("host");
    WebAddress called = host == null ? null : WebAddress.orNull("http://" + host);
    String site = request.header("sec-fetch-site");
    boolean fits =
        site == null
            || Set.of("same-origin", "same-site", "cross-site")
                .contains(site.toLowerCase(Locale.ROOT));
    return called != null && LOOPBACK.contains(called.host()) && fits;
  }

  private static boolean isHeaderList(String text) {
    return text.length() <= LONGEST
        && text.chars().allMatch(c -> Character.isLetterOrDigit(c) || "-_, ".indexOf(c) >= 0);
  }
}
