package dev.brass.server.api;

import dev.brass.server.db.Ids;
import dev.brass.server.log.RequestId;
import io.helidon.common.uri.UriValidator;
import io.helidon.http.DirectHandler;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The HTTP server before the router. It reads requests within limits of size and time, names each
/// one, and answers what is not even HTTP in a shape that every API's clients can read.
public final class HttpFront implements AutoCloseable {

  private static final int LARGEST_LINE = 8 * 1024;
  static final int LARGEST_HEADERS = 32 * 1024;

  /// How many times its size a body may take on the wire, in chunks of a few bytes each.
  private static final int LARGEST_OVERHEAD = 8;

  private final WebServer server;
  private final WatchedConnections connections;

  private HttpFront(WebServer server, WatchedConnections connections) {
    this.server = server;
    this.connections = connections;
  }

  /// Starts to serve.
  ///
  /// @param port 0 for any free one
  /// @throws IllegalStateException with one sentence when it cannot listen there
  public static HttpFront start(
      String host, int port, Limits limits, Router router, RequestMetrics metrics) {
    DirectHandlers.Builder broken = DirectHandlers.builder();
    for (EventType type : EventType.values()) {
      broken.addHandler(
          type,
          (request, event, status, headers, message) -> {
            metrics.refused(status.code());
            return broken(event, status, headers);
          });
    }
    WatchedConnections connections =
        new WatchedConnections(
            Http1Config.builder()
                .maxPrologueLength(LARGEST_LINE)
                .maxHeadersSize(LARGEST_HEADERS)
                // Done here, by [#isQuery].
                .validatePrologue(false)
                .build(),
            new WatchedConnections.Patience(
                limits.read(), limits.idle(), mostBytes(limits.largestBody())),
            () -> metrics.refused(Status.REQUEST_TIMEOUT_408.code()));
    WebServer server =
        WebServer.builder()
            .host(Listening.bare(host))
            .port(port)
            .shutdownHook(false)
            .maxTcpConnections(limits.connections())
            .shutdownGracePeriod(limits.drain())
            .idleConnectionTimeout(limits.idle())
            .connectionOptions(options -> options.tcpNoDelay(true))
            .protocolsDiscoverServices(false)
            .addConnectionSelector(connections)
            .directHandlers(broken.build())
            .routing(
                routing ->
                    routing.any(
                        (request, response) -> serve(router, limits, metrics, request, response)))
            .build();
    boolean listens = false;
    try {
      Listening.check(host, port);
      server.start();
      // The library reports a port that it did not get in its log only.
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

  /// How many bytes a request with the largest body may have on the wire.
  private static long mostBytes(int largestBody) {
    return LARGEST_LINE + LARGEST_HEADERS + (long) LARGEST_OVERHEAD * largestBody;
  }

  /// How much and how long.
  ///
  /// @param largestBody in bytes
  /// @param largerBodies the same for paths that have a limit of their own
  /// @param read how long a client may be silent in the middle of a request
  /// @param idle how long a connection is kept without a request
  /// @param drain how long requests under way are waited for when the server stops
  /// @param behindProxy whether `X-Forwarded-For` tells who sends a request
  public record Limits(
      int largestBody,
      Map<String, Integer> largerBodies,
      int connections,
      Duration read,
      Duration idle,
      Duration drain,
      boolean behindProxy) {

    private int largestBody(String path) {
      return largerBodies.getOrDefault(path, largestBody);
    }
  }

  public int port() {
    return server.port();
  }

  private static void serve(
      Router router,
      Limits limits,
      RequestMetrics metrics,
      ServerRequest request,
      ServerResponse response) {
    WatchedConnection connection = WatchedConnection.current();
    int largestBody = limits.largestBody(request.path().rawPathNoParams());
    connection.requestBegins(mostBytes(largestBody));
    String id = Ids.next().toString();
    if (!isQuery(request.query().rawValue())) {
      metrics.refused(Status.BAD_REQUEST_400.code());
      connection.answers();
      send(request, response, Reply.json(400, broken(400)), id, true);
      connection.requestEnds(!request.content().consumed(), true);
      return;
    }
    Map<String, String> headers = headers(request);
    RequestBody body = body(request, headers, largestBody);
    ApiRequest apiRequest =
        new ApiRequest(
                id,
                request.prologue().method().text(),
                request.path().rawPathNoParams(),
                query(request),
                headers,
                body,
                largestBody)
            .from(address(request, limits, headers));
    RequestId.run(
        id,
        () -> {
          Reply reply = router.handle(apiRequest);
          connection.answers();
          boolean last = isLast(request, body) || connection.isOld();
          send(request, response, reply, id, last);
          connection.requestEnds(!request.content().consumed(), last);
        });
  }

  /// Who sends a request: behind a proxy the last address of `X-Forwarded-For`, which the proxy
  /// wrote; what comes before it, anybody may have made up.
  private static String address(ServerRequest request, Limits limits, Map<String, String> headers) {
    String forwarded = limits.behindProxy() ? headers.get("x-forwarded-for") : null;
    return forwarded == null
        ? request.remotePeer().host()
        : forwarded.substring(forwarded.lastIndexOf(',') + 1).strip();
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

  /// The stream of a body that is too large is not asked for: that alone would tell a client that
  /// waits for it to send it.
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

  /// Whether the connection ends with this request: the client wishes it, or nobody can know where
  /// a next one would begin, or the client waits to be told to send a body that nobody wants.
  private static boolean isLast(ServerRequest request, RequestBody body) {
    return body.isBroken()
        || request.headers().containsToken(HeaderValues.CONNECTION_CLOSE)
        || (request.headers().containsToken(HeaderValues.EXPECT_100)
            && !request.content().consumed());
  }

  private static void send(
      ServerRequest request, ServerResponse response, Reply reply, String id, boolean last) {
    response.status(reply.status());
    response.header("x-request-id", id);
    if (last) {
      response.header(HeaderValues.CONNECTION_CLOSE);
    }
    if (reply.contentType() != null) {
      response.header(HeaderNames.CONTENT_TYPE, reply.contentType());
    }
    reply.headers().forEach(response::header);
    Reply.Content content = reply.content();
    if (content != null) {
      stream(request, response, content);
      return;
    }
    String body = reply.body();
    if (body == null) {
      response.send();
      return;
    }
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    if (request.prologue().method().equals(Method.HEAD)) {
      response.header(HeaderNames.CONTENT_LENGTH, Integer.toString(bytes.length));
      response.send();
    } else {
      response.send(bytes);
    }
  }

  private static void stream(
      ServerRequest request, ServerResponse response, Reply.Content content) {
    if (request.prologue().method().equals(Method.HEAD)) {
      response.send();
      return;
    }
    try {
      if (WatchedConnection.current().isOld()) {
        measured(response, content);
      } else {
        try (OutputStream out = response.outputStream()) {
          content.writeTo(out);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Answers a client of HTTP/1.0, which knows no chunks: the length must be known before. It may
  /// be larger than memory.
  private static void measured(ServerResponse response, Reply.Content content) throws IOException {
    Path file = Files.createTempFile("brass-answer", null);
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
        content.writeTo(out);
      }
      response.header(HeaderNames.CONTENT_LENGTH, Long.toString(Files.size(file)));
      try (OutputStream out = response.outputStream()) {
        Files.copy(file, out);
      }
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static Map<String, List<String>> query(ServerRequest request) {
    Map<String, List<String>> query = new HashMap<>();
    for (String name : request.query().names()) {
      query.put(name, request.query().all(name));
    }
    return query;
  }

  private static Map<String, String> headers(ServerRequest request) {
    Map<String, String> headers = new HashMap<>();
    request
        .headers()
        .forEach(header -> headers.put(header.name().toLowerCase(Locale.ROOT), header.get()));
    // Two of them are two ways to say who calls: an API must see both to refuse them.
    if (request.headers().contains(HeaderNames.AUTHORIZATION)) {
      headers.put("authorization", request.headers().get(HeaderNames.AUTHORIZATION).values());
    }
    return headers;
  }

  /// The answer to what the HTTP server refuses before any route, or to what broke in it.
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

  /// The body of an answer to what was refused before anything was done, readable by clients of
  /// each API.
  private static String broken(int status) {
    return status >= Status.INTERNAL_SERVER_ERROR_500.code()
        ? error(
            "invalid_request",
            "bad_request",
            "This server does not speak that version of HTTP, or has no room for the request now;"
                + " nothing was done.")
        : error("invalid_request", "bad_request", "The request is not valid HTTP.");
  }

  /// The same where the request was being served.
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
