package dev.brass.server.api;

import dev.brass.server.db.Borrower;
import dev.brass.server.db.Ids;
import dev.brass.server.log.RequestId;
import dev.brass.server.quota.Network;
import dev.brass.server.quota.Owner;
import dev.brass.server.quota.TooMuch;
import dev.brass.server.quota.WorkQuota;
import io.helidon.common.uri.UriValidator;
import io.helidon.http.DirectHandler;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;

/// The HTTP server before the router. It reads requests within limits of size and time, assigns
/// each an id, and answers malformed HTTP in a shape that the clients of every API can read.
public final class HttpFront implements AutoCloseable {

  private static final String HEALTH = "/health/";
  static final int LARGEST_LINE = 8 * 1024;
  static final int LARGEST_HEADERS = 32 * 1024;

  /// The factor by which a body may grow on the wire, in chunks of a few bytes each.
  private static final int LARGEST_OVERHEAD = 8;

  /// Connections above the limit, for health checks only.
  private static final int SPARE = 64;

  /// Connections that are being closed while others take their places.
  private static final int CLOSING = 512;

  private final WebServer server;
  private final WatchedConnections connections;

  private HttpFront(WebServer server, WatchedConnections connections) {
    this.server = server;
    this.connections = connections;
  }

  /// Starts the server.
  ///
  /// @param port 0 for any free one
  /// @throws IllegalStateException with one sentence when it cannot listen there
  public static HttpFront start(
      String host,
      int port,
      Limits limits,
      Router router,
      WorkQuota quota,
      RequestMetrics metrics) {
    DirectHandlers.Builder broken = DirectHandlers.builder();
    for (EventType type : EventType.values()) {
      broken.addHandler(
          type,
          (request, event, status, headers, message) -> {
            boolean unread =
                event == EventType.INTERNAL_ERROR && !WatchedConnection.current().isServing();
            Status answered = unread ? Status.BAD_REQUEST_400 : status;
            metrics.refused(answered.code());
            return broken(unread ? EventType.BAD_REQUEST : event, answered, headers);
          });
    }
    WatchedConnections connections =
        new WatchedConnections(
            Http1Config.builder()
                .maxPrologueLength(LARGEST_LINE)
                .maxHeadersSize(LARGEST_HEADERS)
                // Checked by [#isQuery].
                .validatePrologue(false)
                .build(),
            new WatchedConnections.Patience(
                limits.read(), limits.idle(), mostBytes(limits.largestBody())),
            new ConnectionPlaces(
                limits.connections(),
                SPARE,
                limits.perAddress(),
                RandomGeneratorFactory.getDefault().create()),
            () -> metrics.refused(Status.REQUEST_TIMEOUT_408.code()));
    WebServer server =
        WebServer.builder()
            .host(Listening.bare(host))
            .port(port)
            .shutdownHook(false)
            .maxTcpConnections(limits.connections() + SPARE + CLOSING)
            .shutdownGracePeriod(limits.drain())
            .idleConnectionTimeout(limits.idle())
            .connectionOptions(options -> options.tcpNoDelay(true))
            .protocolsDiscoverServices(false)
            .contentEncoding(new UndecodedBodies())
            .addConnectionSelector(connections)
            .directHandlers(broken.build())
            .routing(
                routing ->
                    routing.any(
                        (request, response) ->
                            serve(router, limits, quota, metrics, request, response)))
            .build();
    boolean listens = false;
    try {
      Listening.check(host, port);
      server.start();
      // The library only logs that it could not bind the port.
      listens = server.isRunning() && server.port() > 0;
      if (!listens) {
        server.stop();
        Listening.check(host, port);
        throw new IllegalStateException("cannot listen on " + host + ", port " + port);
      }
      return new HttpFront(server, connections);
    } finally {
      if (!listens) {
        connections.close();
      }
    }
  }

  /// The most bytes of a request with the largest body on the wire.
  private static long mostBytes(int largestBody) {
    return LARGEST_LINE + LARGEST_HEADERS + (long) LARGEST_OVERHEAD * largestBody;
  }

  /// Limits of size and time.
  ///
  /// @param largestBody in bytes
  /// @param connections most connections at a time
  /// @param perAddress most connections of one address
  /// @param read how long a client may be silent in the middle of a request
  /// @param idle how long a connection is kept without a request
  /// @param drain how long the shutdown waits for running requests
  /// @param forwarding reads the headers of proxies
  public record Limits(
      int largestBody,
      int connections,
      int perAddress,
      Duration read,
      Duration idle,
      Duration drain,
      Forwarding forwarding) {}

  public int port() {
    return server.port();
  }

  private static void serve(
      Router router,
      Limits limits,
      WorkQuota quota,
      RequestMetrics metrics,
      ServerRequest request,
      ServerResponse response) {
    WatchedConnection connection = WatchedConnection.current();
    int largestBody =
        router
            .largestBody(request.prologue().method().text(), path(request))
            .orElse(limits.largestBody());
    connection.requestBegins(mostBytes(largestBody));
    String id = Ids.next().toString();
    if (!isQuery(request.query().rawValue()) || !Framing.isClear(request.headers())) {
      metrics.refused(Status.BAD_REQUEST_400.code());
      connection.answers();
      AnswerWriter.send(request, response, Reply.json(400, broken(400)), id, true);
      connection.requestEnds(!request.content().consumed(), true);
      return;
    }
    Map<String, String> headers = headers(request);
    RequestBody body = body(request, headers, largestBody);
    headers.put(
        "x-forwarded-proto",
        limits.forwarding().isSecure(name -> lines(request, name)) ? "https" : "http");
    ApiRequest apiRequest =
        new ApiRequest(
                id,
                request.prologue().method().text(),
                path(request),
                query(request),
                headers,
                body,
                largestBody)
            .from(
                limits
                    .forwarding()
                    .sender(name -> lines(request, name), request.remotePeer().host()));
    RequestId.run(
        id,
        () -> {
          try (Served served = served(router, quota, apiRequest, connection)) {
            connection.answers();
            boolean last = isLast(request, body) || connection.isSpare() || connection.isOld();
            served.send(() -> AnswerWriter.send(request, response, served.reply(), id, last));
            connection.requestEnds(!request.content().consumed(), last);
          }
        });
  }

  /// An answer, and the work that ends when it is sent; null for a health check, which is always
  /// answered.
  private record Served(Reply reply, WorkQuota.@Nullable Work work) implements AutoCloseable {
    /// Writing a streamed answer uses database connections of its sender, too.
    void send(Runnable sending) {
      if (work == null) {
        sending.run();
      } else {
        Borrower.call(
            work::owner,
            () -> {
              sending.run();
              return this;
            });
      }
    }

    @Override
    public void close() {
      if (work != null) {
        work.close();
      }
    }
  }

  private static Served served(
      Router router, WorkQuota quota, ApiRequest request, WatchedConnection connection) {
    if (request.path().startsWith(HEALTH)) {
      return new Served(router.handle(request), null);
    }
    if (connection.isSpare()) {
      return new Served(
          router.refuse(
              request,
              RequestProblem.of(
                  TooMuch.now("the server has too many connections", Duration.ofSeconds(1)))),
          null);
    }
    WorkQuota.Work work;
    try {
      work = quota.begin(Owner.address(Network.of(request.address())));
    } catch (TooMuch e) {
      return new Served(router.refuse(request, RequestProblem.of(e)), null);
    }
    boolean answered = false;
    try {
      Reply reply =
          RateLimits.tell(
              Borrower.call(work::owner, () -> router.handle(request.counted(work))), work);
      answered = true;
      return new Served(reply, work);
    } finally {
      if (!answered) {
        work.close();
      }
    }
  }

  /// The lines of a header that may be repeated.
  private static List<String> lines(ServerRequest request, String name) {
    HeaderName header = HeaderNames.create(name);
    return request.headers().contains(header)
        ? request.headers().get(header).allValues()
        : List.of();
  }

  /// Includes the parameters that a segment may have: the router refuses them.
  private static String path(ServerRequest request) {
    return request.prologue().uriPath().rawPath();
  }

  /// Many clients do not escape the brackets of `expand[]`, as they should.
  private static boolean isQuery(String query) {
    try {
      UriValidator.validateQuery(query.replace("[", "").replace("]", ""));
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /// For a body that is too large the stream is not opened: opening it would make a client that
  /// waits for `100 Continue` send it.
  private static RequestBody body(ServerRequest request, Map<String, String> headers, int largest) {
    if (request.headers().contentLength().orElse(0) > largest) {
      return RequestBody.tooLarge(largest);
    }
    String encoding = headers.getOrDefault("content-encoding", "").strip();
    return switch (encoding.toLowerCase(Locale.ROOT)) {
      case "", "identity" -> new RequestBody(request.content().inputStream(), largest);
      case "gzip", "x-gzip" -> RequestBody.packed(request.content().inputStream(), largest);
      default -> RequestBody.encoded(encoding.substring(0, Math.min(40, encoding.length())));
    };
  }

  /// Whether the connection ends with this request: the client requests it, the start of the next
  /// request is unknown, or the client waits for `100 Continue` with a body that is not read.
  private static boolean isLast(ServerRequest request, RequestBody body) {
    return body.isBroken()
        || request.headers().containsToken(HeaderValues.CONNECTION_CLOSE)
        || (request.headers().containsToken(HeaderValues.EXPECT_100)
            && !request.content().consumed());
  }

  private static Map<String, List<String>> query(ServerRequest request) {
    Map<String, List<String>> query = new HashMap<>();
    for (String name : request.query().names()) {
      query.put(name, request.query().all(name));
    }
    return query;
  }

  /// The headers. The lines of a repeated header are joined to one list: an API that expects one
  /// value then sees that there are two, and none is silently preferred.
  private static Map<String, String> headers(ServerRequest request) {
    Map<String, String> headers = new HashMap<>();
    request
        .headers()
        .forEach(
            header ->
                headers.put(
                    header.name().toLowerCase(Locale.ROOT), String.join(", ", header.allValues())));
    return headers;
  }

  /// The answer to a request that the HTTP server refused before any route, or in which it failed.
  private static DirectHandler.TransportResponse broken(
      EventType event, Status status, ServerResponseHeaders headers) {
    return DirectHandler.TransportResponse.builder()
        .status(status)
        .headers(headers)
        .header(HeaderNames.CONTENT_TYPE, "application/json")
        .keepAlive(false)
        .entity(event == EventType.INTERNAL_ERROR ? unknown() : broken(status.code()))
        .build();
  }

  /// The body of an answer to a request that was refused before anything was done, readable by the
  /// clients of each API.
  private static String broken(int status) {
    return status >= Status.INTERNAL_SERVER_ERROR_500.code()
        ? error(
            "invalid_request",
            "bad_request",
            "This server does not speak that version of HTTP, or has no room for the request now;"
                + " nothing was done.")
        : error("invalid_request", "bad_request", "The request is not valid HTTP.");
  }

  /// The body of an answer to a request that failed while it was being served.
  private static String unknown() {
    return error(
        "internal_error",
        "internal_error",
        "This server failed, and whether it acted on the request is not known.");
  }

  private static String error(String classicCode, String code, String text) {
    return """
    {"_type":"error","code":"%s","message":"%s","data":{},\
    "error":{"code":"%s","message":"%s","details":null}}\
    """
        .formatted(classicCode, text, code, text);
  }

  @Override
  public void close() {
    server.stop();
    connections.close();
  }
}
