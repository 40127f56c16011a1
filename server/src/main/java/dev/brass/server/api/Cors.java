package dev.brass.server.api;

import dev.brass.server.egress.WebAddress;
import dev.brass.server.text.Characters;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Which pages in browsers may call this server and read its answers (CORS, Fetch standard).
/// Without permission the answer is the same, but the browser does not show it to the page.
/// Immutable.
///
/// A development server permits pages of this machine, so that a web application can be tried out.
/// The request must then also name this machine as its `Host`: a foreign page whose name was
/// pointed at this machine (DNS rebinding) sends another name. Because such a server issues keys to
/// any caller, requests from pages of other origins are refused there, and not only unreadable
/// ([#refusal]).
public final class Cors {

  /// Permits no origin.
  public static final Cors NONE = new Cors(Set.of(), false, false);

  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

  /// Health checks of load balancers use any name. The answer contains nothing worth an attack.
  private static final String HEALTH = "/health/";

  /// Names that are reserved for local networks, so that no outsider can control them (RFC 6761,
  /// ICANN's reservation of `internal`): `host.docker.internal` is this machine as seen from a
  /// container.
  private static final List<String> PRIVATE = List.of(".localhost", ".internal");

  private static final int LONGEST_NAME = 100;

  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final int LONGEST = 2_048;
  private static final String METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE";
  private static final String EXPOSED =
      "Content-Disposition, Idempotent-Replayed, Location, Payment-Receipt, PAYMENT-REQUIRED,"
          + " PAYMENT-RESPONSE, RateLimit, RateLimit-Policy, Retry-After, WWW-Authenticate, X-Api-Key,"
          + " X-RateLimit-Reset, X-Request-Id";

  private final Set<String> origins;
  private final boolean loopback;
  private final boolean alone;

  private Cors(Set<String> origins, boolean loopback, boolean alone) {
    this.origins = origins;
    this.loopback = loopback;
    this.alone = alone;
  }

  /// Permits origins.
  ///
  /// @param origins such as `https://app.example.com`
  /// @param loopback whether pages of this machine are permitted, too
  /// @throws IllegalArgumentException naming a value that is not an origin
  public static Cors of(List<String> origins, boolean loopback) {
    return new Cors(
        origins.stream().map(Cors::configured).collect(Collectors.toCollection(TreeSet::new)),
        loopback,
        false);
  }

  /// The same rules for a server that only programs of this machine can reach.
  public Cors onThisMachineAlone() {
    return new Cors(origins, loopback, true);
  }

  /// The reason not to carry out a request because a page of a foreign site may have sent it; null
  /// when there is no reason.
  @Nullable String refusal(ApiRequest request) {
    if (!loopback || request.path().startsWith(HEALTH)) {
      return null;
    }
    String host = request.header("host");
    if (alone && host != null && !isOurs(name(host))) {
      return "this server is for programs of this machine and is called by another name, "
          + shown(host)
          + "; if clients reach it by that name, set http.public-url to its address";
    }
    return SAFE.contains(request.method()) || permits(request) || !isForeign(request, host)
        ? null
        : "it comes from a page of another origin, "
            + shown(String.valueOf(request.header("origin")))
            + "; permit that origin by http.cors-origins";
  }

  /// Whether a host name is certain to lead here: an outsider cannot control a name of one label,
  /// and an IP address is not resolved.
  private static boolean isOurs(String name) {
    return name.indexOf('.') < 0
        || name.startsWith("[")
        || Characters.all(name, c -> c == '.' || Characters.isDigit(c))
        || PRIVATE.stream().anyMatch(name::endsWith);
  }

  private static String name(String host) {
    String lower = host.strip().toLowerCase(Locale.ROOT);
    int colon = lower.lastIndexOf(':');
    String name = colon > lower.lastIndexOf(']') ? lower.substring(0, colon) : lower;
    return Characters.withoutEnd(name, '.');
  }

  private static String shown(String text) {
    return text.length() <= LONGEST_NAME && Characters.all(text, c -> c > ' ' && c < 0x7f)
        ? "'" + text + "'"
        : "one that is not repeated here";
  }

  /// Browsers send in `Sec-Fetch-Site` how the page relates to the address that it calls; old
  /// browsers send only the page's origin.
  private static boolean isForeign(ApiRequest request, @Nullable String host) {
    String site = request.header("sec-fetch-site");
    String origin = request.header("origin");
    if (site != null) {
      return site.strip().equalsIgnoreCase("cross-site");
    }
    if (origin == null) {
      return false;
    }
    WebAddress page = WebAddress.orNull(origin);
    if (page == null || host == null) {
      return true;
    }
    WebAddress called = WebAddress.orNull(page.scheme() + "://" + host);
    return called == null || !called.authority().equals(page.authority());
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

  /// The answer to a CORS preflight request; null for any other request.
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

  /// The answer with the permission to read it, if the origin has it.
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

  /// A page of this machine is expected to be same-site, but browsers treat `localhost` and
  /// `127.0.0.1` as cross-site to each other.
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
