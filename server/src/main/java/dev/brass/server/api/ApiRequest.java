package dev.brass.server.api;

import dev.brass.server.tenant.Caller;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A request to any API, whether it came over HTTP or from inside the server. Its body can be read
/// once. Used by one thread.
public final class ApiRequest {

  private final String id;
  private final String method;
  private final String path;
  private final Map<String, List<String>> query;
  private final Map<String, String> headers;
  private final InputStream body;
  private final int largestBody;
  private final Map<String, String> pathValues;
  private final String address;
  private final @Nullable Inside inside;

  /// What is known of a request that comes from inside the server.
  ///
  /// @param caller whose rights it has; nothing that a client sends says so
  /// @param repeated whether it may have been carried out before
  /// @param rehearsal whether it is only to be judged
  /// @param sentTo where the client of the request around it reached this server; null when not
  ///     known
  private record Inside(
      Caller caller, boolean repeated, boolean rehearsal, @Nullable String sentTo) {}

  /// A request from outside.
  ///
  /// @param id names this request in logs and replies
  /// @param path percent-encoded, without the query
  /// @param headers names in lower case
  /// @param largestBody in bytes
  public ApiRequest(
      String id,
      String method,
      String path,
      Map<String, List<String>> query,
      Map<String, String> headers,
      InputStream body,
      int largestBody) {
    this(id, method, path, query, headers, body, largestBody, Map.of(), "", null);
  }

  /// A request from inside the server: an operation of a batch. It goes the way of those from
  /// outside, but for its caller, who was known before.
  ///
  /// @param body JSON
  /// @param caller whose rights it has
  /// @param repeated whether it may have been carried out before
  /// @param sentTo where the batch's client reached this server; null when not known
  public static ApiRequest inside(
      String id,
      String method,
      String path,
      Map<String, List<String>> query,
      byte[] body,
      Caller caller,
      boolean repeated,
      @Nullable String sentTo) {
    return inside(id, method, path, query, body, new Inside(caller, repeated, false, sentTo));
  }

  /// As above, for an endpoint that asks [#isRehearsal], and no other one.
  public static ApiRequest rehearsal(
      String id,
      String method,
      String path,
      Map<String, List<String>> query,
      byte[] body,
      Caller caller) {
    return inside(id, method, path, query, body, new Inside(caller, false, true, null));
  }

  private static ApiRequest inside(
      String id,
      String method,
      String path,
      Map<String, List<String>> query,
      byte[] body,
      Inside inside) {
    return new ApiRequest(
        id,
        method,
        path,
        query,
        Map.of("content-type", "application/json"),
        new ByteArrayInputStream(body),
        body.length,
        Map.of(),
        "",
        inside);
  }

  private ApiRequest(
      String id,
      String method,
      String path,
      Map<String, List<String>> query,
      Map<String, String> headers,
      InputStream body,
      int largestBody,
      Map<String, String> pathValues,
      String address,
      @Nullable Inside inside) {
    this.inside = inside;
    this.id = id;
    this.method = method;
    this.path = path;
    this.query = query;
    this.headers = headers;
    this.body = body;
    this.largestBody = largestBody;
    this.pathValues = pathValues;
    this.address = address;
  }

  ApiRequest at(Map<String, String> values) {
    return new ApiRequest(
        id, method, path, query, headers, body, largestBody, values, address, inside);
  }

  /// The same request with another body.
  ApiRequest with(byte[] bytes) {
    return new ApiRequest(
        id,
        method,
        path,
        query,
        headers,
        new ByteArrayInputStream(bytes),
        Math.max(largestBody, bytes.length),
        pathValues,
        address,
        inside);
  }

  /// The same request, sent from an address.
  ApiRequest from(String sender) {
    return new ApiRequest(
        id, method, path, query, headers, body, largestBody, pathValues, sender, inside);
  }

  /// The IP address of who sends it, as far as it is known: of the last proxy's client when the
  /// server is said to be behind one; empty for a request from inside the server.
  public String address() {
    return address;
  }

  public String id() {
    return id;
  }

  public String method() {
    return method;
  }

  /// As it was sent, percent-encoded.
  public String path() {
    return path;
  }

  /// Who calls, for a request from inside the server; null for one from outside, whose headers
  /// tell.
  public @Nullable Caller knownCaller() {
    return inside == null ? null : inside.caller();
  }

  /// Whether it may have been carried out before without anybody knowing of the answer.
  public boolean isRepeated() {
    return inside != null && inside.repeated();
  }

  /// Whether it is only to be judged: an endpoint that would carry it out answers 204 instead.
  public boolean isRehearsal() {
    return inside != null && inside.rehearsal();
  }

  /// Where the client of the request around this one reached the server; null for a request from
  /// outside, whose headers tell, and where it is not known.
  @Nullable String sentTo() {
    return inside == null ? null : inside.sentTo();
  }

  /// The part of the path at `{name}` in the route.
  public String pathValue(String name) {
    String value = pathValues.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the route has no {" + name + "}");
    }
    return value;
  }

  /// The first value of a query parameter; null when it is not there.
  public @Nullable String query(String name) {
    List<String> values = query.get(name);
    return values == null || values.isEmpty() ? null : values.getFirst();
  }

  /// All values of a repeated query parameter.
  public List<String> queryAll(String name) {
    return query.getOrDefault(name, List.of());
  }

  public Set<String> queryNames() {
    return query.keySet();
  }

  public @Nullable String header(String name) {
    return headers.get(name.toLowerCase(Locale.ROOT));
  }

  /// The body as it comes in, for who reads it piece by piece. Reading throws a [RequestProblem]
  /// when it is too large.
  public InputStream stream() {
    return body;
  }

  /// The whole body.
  ///
  /// @throws RequestProblem when it is too large, or the client stopped sending
  public byte[] bytes() {
    byte[] bytes;
    try {
      bytes = body.readNBytes(largestBody + 1);
    } catch (IOException | UncheckedIOException e) {
      throw new RequestProblem(
          RequestProblem.Kind.INCOMPLETE, "the body ended before it was complete", e);
    }
    if (bytes.length > largestBody) {
      throw RequestProblem.tooLarge(largestBody);
    }
    return bytes;
  }

  /// The whole body as text.
  ///
  /// @throws RequestProblem when it is too large, not UTF-8, or the client stopped sending
  public String text() {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes())).toString();
    } catch (CharacterCodingException e) {
      throw new RequestProblem(RequestProblem.Kind.NOT_TEXT, "the body is not UTF-8 text", e);
    }
  }
}
