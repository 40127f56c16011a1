package dev.brass.server.api;

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

  /// A request.
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
    this(id, method, path, query, headers, body, largestBody, Map.of(), "");
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
      String address) {
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
    return new ApiRequest(id, method, path, query, headers, body, largestBody, values, address);
  }

  /// The same request, sent from an address.
  ApiRequest from(String sender) {
    return new ApiRequest(id, method, path, query, headers, body, largestBody, pathValues, sender);
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
