package dev.brass.server.api;

import dev.brass.server.db.UnavailableException;
import dev.brass.server.quota.TooMuch;
import dev.brass.server.text.CanonicalPath;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds the endpoint of a request and runs it. Every request goes through here, from HTTP and from
/// batches. A literal segment has priority over a `{name}`. Thread-safe once it is built.
public final class Router {

  private static final Logger LOG = LoggerFactory.getLogger(Router.class);

  private final Node root = new Node();
  private final List<Api> apis;
  private final RequestMetrics metrics;
  private final Cors cors;

  /// A router without request metrics.
  ///
  /// @param apis in order; the last one owns all remaining paths
  public Router(List<Api> apis) {
    this(apis, new RequestMetrics(new CompositeMeterRegistry()));
  }

  /// A router with request metrics.
  ///
  /// @param apis in order; the last one owns all remaining paths
  public Router(List<Api> apis, RequestMetrics metrics) {
    this(apis, metrics, Cors.NONE);
  }

  /// A router for requests from outside.
  ///
  /// @param apis in order; the last one owns all remaining paths
  /// @param cors which pages in browsers may call
  public Router(List<Api> apis, RequestMetrics metrics, Cors cors) {
    this.metrics = metrics;
    this.cors = cors;
    this.apis = List.copyOf(apis);
    for (Api api : apis) {
      api.routes(new Routes(api, this::add));
    }
  }

  private void add(Route route) {
    Node node = root;
    for (String segment : segments(route.path())) {
      node =
          segment.startsWith("{")
              ? node.any()
              : node.children.computeIfAbsent(segment, _ -> new Node());
    }
    if (node.routes.putIfAbsent(route.method(), route) != null) {
      throw new IllegalStateException("two endpoints at " + route.method() + " " + route.path());
    }
  }

  /// Answers a request.
  public Reply handle(ApiRequest request) {
    String refusal = cors.refusal(request);
    if (refusal != null) {
      return refuse(request, new RequestProblem(RequestProblem.Kind.FOREIGN, refusal, null));
    }
    Reply preflight = cors.preflight(request);
    return preflight == null ? cors.marked(request, answer(request)) : preflight;
  }

  private Reply answer(ApiRequest request) {
    long start = System.nanoTime();
    List<String> values = new ArrayList<>();
    Node node =
        CanonicalPath.is(request.path()) ? find(root, asked(request.path()), 0, values) : null;
    Route route = node == null ? null : node.route(request.method());
    Reply reply =
        route == null ? noRoute(request, node) : run(route, request.at(named(route, values)));
    metrics.answered(
        request.method(),
        route == null ? null : route.path(),
        reply.status(),
        System.nanoTime() - start);
    return reply;
  }

  /// The answer of the API that owns a request which is refused before routing.
  Reply refuse(ApiRequest request, RequestProblem problem) {
    Node node = find(root, asked(request.path()), 0, new ArrayList<>());
    Route route = node == null ? null : node.route(request.method());
    Api api = route == null ? owner(request) : route.api();
    Reply reply = told(api.failed(request, problem), problem);
    metrics.answered(request.method(), route == null ? null : route.path(), reply.status(), 0);
    return cors.marked(request, reply);
  }

  /// All APIs report the retry delay in the same way.
  private static Reply told(Reply reply, RuntimeException problem) {
    return problem instanceof RequestProblem refused && refused.retryAfterSeconds() != null
        ? reply.with("Retry-After", refused.retryAfterSeconds().toString())
        : reply;
  }

  private Reply noRoute(ApiRequest request, @Nullable Node node) {
    return node == null
        ? owner(request).notFound(request)
        : node.routes.firstEntry().getValue().api().methodNotAllowed(request, node.routes.keySet());
  }

  private static Map<String, String> named(Route route, List<String> values) {
    Map<String, String> named = new HashMap<>();
    for (int i = 0; i < values.size(); i++) {
      named.put(route.names().get(i), values.get(i));
    }
    return named;
  }

  private static Reply run(Route route, ApiRequest request) {
    try {
      return route.answer(
          route.retry() == Retry.KEYED ? IdempotencyHeader.inBody(request) : request);
    } catch (RuntimeException problem) {
      RuntimeException e = plain(problem);
      Reply reply = told(route.api().failed(request, e), e);
      if (e instanceof RequestProblem busy && reply.status() >= 500) {
        LOG.warn(
            "{} {} could not be carried out now: {}",
            request.method(),
            route.path(),
            busy.getMessage());
      } else if (reply.status() >= 500) {
        LOG.error("{} {} failed", request.method(), route.path(), e);
      }
      return reply;
    }
  }

  /// Failures that mean the same in all APIs, as a [RequestProblem].
  private static RuntimeException plain(RuntimeException problem) {
    if (problem instanceof TooMuch much) {
      return RequestProblem.of(much);
    }
    UnavailableException unavailable = UnavailableException.of(problem);
    return unavailable == null ? problem : RequestProblem.of(unavailable);
  }

  /// The error with which a request would be refused, as far as that is known before it is carried
  /// out; empty when it may be accepted, or this is unknown. The request is not carried out.
  public Optional<Reply> tried(ApiRequest request) {
    List<String> values = new ArrayList<>();
    Route route = found(request.method(), request.path(), values);
    if (route == null) {
      return Optional.empty();
    }
    try {
      route.isTried(request.at(named(route, values)));
      return Optional.empty();
    } catch (RuntimeException problem) {
      RuntimeException e = plain(problem);
      return Optional.of(told(route.api().failed(request, e), e));
    }
  }

  /// Whether such a route exists.
  public boolean has(String method, String path) {
    return found(method, path, new ArrayList<>()) != null;
  }

  /// Whether a request whose answer got lost may be sent again; empty when no such route exists.
  public Optional<Retry> retry(String method, String path) {
    return Optional.ofNullable(found(method, path, new ArrayList<>())).map(Route::retry);
  }

  /// The limit of a request's body in bytes, if its route has its own.
  Optional<Integer> largestBody(String method, String path) {
    return Optional.ofNullable(found(method, path, new ArrayList<>())).map(Route::largestBody);
  }

  private @Nullable Route found(String method, String path, List<String> values) {
    if (!CanonicalPath.is(path)) {
      return null;
    }
    Node node = find(root, asked(path), 0, values);
    return node == null ? null : node.route(method);
  }

  /// Every route, for the documentation and the check that each is described.
  List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    root.collect(routes);
    return routes;
  }

  private Api owner(ApiRequest request) {
    return apis.stream()
        .filter(api -> api.owns(request.path()))
        .findFirst()
        .orElseGet(apis::getLast);
  }

  private static @Nullable Node find(
      Node node, List<String> segments, int depth, List<String> values) {
    if (depth == segments.size()) {
      return node.routes.isEmpty() ? null : node;
    }
    String segment = segments.get(depth);
    Node literal = node.children.get(segment);
    if (literal != null) {
      Node found = find(literal, segments, depth + 1, values);
      if (found != null) {
        return found;
      }
    }
    if (node.any == null || segment.isEmpty()) {
      return null;
    }
    values.add(segment);
    Node found = find(node.any, segments, depth + 1, values);
    if (found == null) {
      values.removeLast();
    }
    return found;
  }

  /// The segments of a path; one slash at the end is ignored.
  private static List<String> segments(String path) {
    String trimmed =
        path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    return List.of(trimmed.substring(1).split("/", -1));
  }

  /// The segments of a requested path.
  private static List<String> asked(String path) {
    return segments(path).stream().map(Router::decoded).toList();
  }

  /// A segment's value, decoded after the path was split, so that an id may contain a slash.
  private static String decoded(String segment) {
    if (segment.indexOf('%') < 0) {
      return segment;
    }
    try {
      return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return segment;
    }
  }

  private static final class Node {
    private final Map<String, Node> children = new LinkedHashMap<>();
    private final TreeMap<String, Route> routes = new TreeMap<>();
    private @Nullable Node any;

    /// HEAD returns the head of the answer to GET.
    private @Nullable Route route(String method) {
      Route route = routes.get(method);
      return route == null && method.equals("HEAD") ? routes.get("GET") : route;
    }

    private Node any() {
      Node node = any;
      if (node == null) {
        node = new Node();
        any = node;
      }
      return node;
    }

    private void collect(List<Route> into) {
      into.addAll(routes.values());
      children.values().forEach(child -> child.collect(into));
      if (any != null) {
        any.collect(into);
      }
    }
  }
}
