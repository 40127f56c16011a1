package dev.brass.server.api;

import dev.brass.server.egress.WebAddress;
import dev.brass.server.text.Characters;
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
/// Since such a server gives keys to whoever asks, pages of other origins are refused there, and
/// not only kept from reading ([#refusal]).
public final class Cors {

  /// For nobody.
  public static final Cors NONE = new Cors(Set.of(), false, false);

  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

  /// Asked by balancers and the like by any name; it tells nothing that is worth a detour.
  private static final String HEALTH = "/health/";

  /// Names in networks of their own, which nobody else can point anywhere (RFC 6761, ICANN's
  /// reservation of `internal`): `host.docker.internal` is this machine seen from a container.
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
  /// @param loopback whether pages from this machine are permitted, too
  /// @throws IllegalArgumentException naming what is no origin
  public static Cors of(List<String> origins, boolean loopback) {
    return new Cors(
        origins.stream().map(Cors::configured).collect(Collectors.toCollection(TreeSet::new)),
        loopback,
        false);
  }

  /// The same for a server that only programs of this machine reach.
  public Cors onThisMachineAlone() {
    return new Cors(origins, loopback, true);
  }

  /// Why a request is not carried out, since a page of a foreign site may be behind it; null when
  /// none is.
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

  /// Whether a name leads here whoever is asked for it: no name that a stranger can point at this
  /// machine has one part only, and an address is not pointed anywhere.
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

  /// Browsers say how far the page is from what it calls; old ones only which one it is.
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
