package dev.brass.server.api;

import dev.brass.server.quota.TooMuch;
import dev.brass.server.quota.WorkQuota;
import dev.brass.server.tenant.Caller;
import dev.brass.server.text.Characters;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A request to any API, whether it came over HTTP or from inside the server. Its body can be read
/// once. Used by one thread.
public final class ApiRequest {

  private static final Set<String> HERE = Set.of("127.0.0.1", "::1", "0:0:0:0:0:0:0:1");

  /// The headers that proxies add.
  private static final Set<String> FORWARDED =
      Set.of("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip");
  private static final List<String> CALLS_OFF = List.of("/cancel", "/abort", "/pause");
  private static final int FIRST_PIECE = 8 * 1024;
  private static final int LONGEST_LENGTH = 15;

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
  private final WorkQuota.@Nullable Work work;
  private final UnaryOperator<byte[]> change;
  private byte @Nullable [] whole;

  /// Facts known about a request that comes from inside the server.
  ///
  /// @param caller whose rights the request has; a client cannot set it
  /// @param repeated whether the request may have been carried out before
  /// @param sentTo the address at which the client of the enclosing request reached this server;
  /// null when unknown
  private record Inside(Caller caller, boolean repeated, @Nullable String sentTo) {}

  /// A request from outside.
  ///
  /// @param id identifies this request in logs and replies
  /// @param path percent-encoded, without the query
  /// @param headers with names in lower case
  /// @param largestBody in bytes
  public ApiRequest(
      String id,
      String method,
      String path,
      Map<String, List<String>> query,
      Map<String, String> headers,
      InputStream body,
      int largestBody) {
    this(
        id,
        method,
        path,
        query,
        headers,
        body,
        largestBody,
        Map.of(),
        "",
        null,
        null,
        UnaryOperator.identity());
  }

  /// A request from inside the server: an operation of a batch. It takes the same way as one from
  /// outside, except that its caller is already known.
  ///
  /// @param body JSON
  /// @param caller whose rights the request has
  /// @param repeated whether the request may have been carried out before
  /// @param sentTo the address at which the batch's client reached this server; null when unknown
  public static ApiRequest inside(
      String id,
      String method,
      String path,
      Map<String, List<String>> query,
      byte[] body,
      Caller caller,
      boolean repeated,
      @Nullable String sentTo) {
    return inside(id, method, path, query, body, new Inside(caller, repeated, sentTo));
  }

  /// An internal request for a dry run.
  public static ApiRequest tried(
      String id,
      String method,
      String path,
      Map<String, List<String>> query,
      byte[] body,
      Caller caller) {
    return inside(id, method, path, query, body, new Inside(caller, false, null));
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
        inside,
        null,
        UnaryOperator.identity());
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
      @Nullable Inside inside,
      WorkQuota.@Nullable Work work,
      UnaryOperator<byte[]> change) {
    this.change = change;
    this.work = work;
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
        id, method, path, query, headers, body, largestBody, values, address, inside, work, change);
  }

  /// A copy of this request whose body is transformed when it is read, which is after its caller is
  /// known.
  ///
  /// @param with may throw a [RequestProblem]
  ApiRequest changed(UnaryOperator<byte[]> with) {
    return new ApiRequest(
        id,
        method,
        path,
        query,
        headers,
        body,
        largestBody,
        pathValues,
        address,
        inside,
        work,
        with);
  }

  /// A copy of this request with the sender's address.
  ApiRequest from(String sender) {
    return new ApiRequest(
        id,
        method,
        path,
        query,
        headers,
        body,
        largestBody,
        pathValues,
        sender,
        inside,
        work,
        change);
  }

  /// A copy of this request whose memory is counted.
  public ApiRequest counted(WorkQuota.Work counted) {
    return new ApiRequest(
        id,
        method,
        path,
        query,
        headers,
        body,
        largestBody,
        pathValues,
        address,
        inside,
        counted,
        change);
  }

  /// Sets the caller once it is known: from then on the request is counted as the caller's.
  ///
  /// @throws RequestProblem when the caller has too many requests in work
  public Caller by(Caller caller) {
    if (work != null) {
      try {
        work.by(caller.owner());
        if (makesWork()) {
          work.adds(1);
        }
      } catch (TooMuch e) {
        throw RequestProblem.of(e);
      }
    }
    return caller;
  }

  /// Reserves the given number of jobs for this request.
  ///
  /// @throws RequestProblem when too many of the caller's jobs are waiting
  public void adds(int jobs) {
    if (work != null) {
      try {
        work.adds(jobs);
      } catch (TooMuch e) {
        throw RequestProblem.of(e);
      }
    }
  }

  /// Whether the request may create jobs: all that change something, except cancellations.
  private boolean makesWork() {
    return switch (method) {
      case "GET", "HEAD", "DELETE", "OPTIONS" -> false;
      default -> CALLS_OFF.stream().noneMatch(path::endsWith);
    };
  }

  /// Runs a long computation when it is the caller's turn.
  ///
  /// @param something must not wait for a client
  /// @throws RequestProblem when the turn does not come in time
  public <T> T inTurn(Supplier<T> something) {
    if (work == null) {
      return something.get();
    }
    try {
      return work.inTurn(something);
    } catch (TooMuch e) {
      throw RequestProblem.of(e);
    }
  }

  /// Reserves memory, until the request ends, for data that is read whole and converted.
  ///
  /// @param bytes size of the data in the body
  /// @throws RequestProblem when not enough memory is free
  public void hold(long bytes) {
    hold(bytes, WorkQuota.COPIES);
  }

  /// Reserves memory for data that is read whole and not converted.
  void holdOnce(long bytes) {
    hold(bytes, 1);
  }

  private void hold(long bytes, int copies) {
    if (work != null) {
      try {
        work.hold(bytes * copies);
      } catch (TooMuch e) {
        throw RequestProblem.of(e);
      }
    }
  }

  /// The sender's IP address as far as it is known. Behind configured proxies it is the address
  /// that the first trusted proxy saw; empty for a request from inside the server.
  public String address() {
    return address;
  }

  /// Whether the request comes from a program on this machine, and not through a local proxy that
  /// others use.
  public boolean isFromHere() {
    return HERE.contains(address) && FORWARDED.stream().noneMatch(headers::containsKey);
  }

  public String id() {
    return id;
  }

  public String method() {
    return method;
  }

  /// The path as sent, percent-encoded.
  public String path() {
    return path;
  }

  /// The caller of a request from inside the server; null for a request from outside, whose headers
  /// identify the caller.
  public @Nullable Caller knownCaller() {
    return inside == null ? null : inside.caller();
  }

  /// Whether the request may have been carried out before with its answer lost.
  public boolean isRepeated() {
    return inside != null && inside.repeated();
  }

  /// The address at which the client of the enclosing request reached this server; null when
  /// unknown, and for a request from outside, whose headers contain it.
  @Nullable String sentTo() {
    return inside == null ? null : inside.sentTo();
  }

  /// The part of the path at `{name}` in the route.
  public String pathValue(String name) {
    String value = pathValues.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the route does not have {" + name + "}");
    }
    return value;
  }

  /// The first value of a query parameter; null when it is absent.
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

  /// The media type of the body in lower case, without parameters; empty when the client sent none.
  public String mediaType() {
    String type = Objects.requireNonNullElse(header("content-type"), "");
    return Characters.before(type, ';').strip().toLowerCase(Locale.ROOT);
  }

  /// The body as a stream, for reading it in parts. Reading throws a [RequestProblem] when it is
  /// too large.
  public InputStream stream() {
    return body;
  }

  /// The whole body.
  ///
  /// @throws RequestProblem when it is too large, or the client stopped sending
  public byte[] bytes() {
    byte[] known = whole;
    if (known != null) {
      whole = null;
      return known;
    }
    byte[] bytes;
    try {
      bytes = read(largestBody, WorkQuota.COPIES);
    } catch (IOException | UncheckedIOException e) {
      throw new RequestProblem(
          RequestProblem.Kind.INCOMPLETE, "the body ended before it was complete", e);
    }
    if (bytes.length > largestBody) {
      throw RequestProblem.tooLarge(largestBody);
    }
    return change.apply(bytes);
  }

  /// Memory is reserved before the bytes are read: the length that the client declares, or else in
  /// steps that double.
  private byte[] read(int most, int copies) throws IOException {
    byte[] bytes = new byte[0];
    int piece = (int) Math.min(Math.max(declaredLength() + 1, FIRST_PIECE), most + 1L);
    while (true) {
      hold((long) piece, copies);
      byte[] more = body.readNBytes(piece);
      bytes = joined(bytes, more);
      if (more.length < piece || bytes.length > most) {
        return bytes;
      }
      piece = (int) Math.min(bytes.length, most + 1L - bytes.length);
    }
  }

  private static byte[] joined(byte[] one, byte[] other) {
    if (one.length == 0) {
      return other;
    }
    byte[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }

  private long declaredLength() {
    String length = header("content-length");
    if (length == null || length.isEmpty() || length.length() > LONGEST_LENGTH) {
      return 0;
    }
    return length.chars().allMatch(c -> c >= '0' && c <= '9') ? Long.parseLong(length) : 0;
  }

  /// The whole body, for reading without conversion: it is counted once. At most `most` bytes and a
  /// little more are read, enough to see that the body is longer.
  ///
  /// @throws RequestProblem when not enough memory is free, or the client stopped sending
  public byte[] raw(int most) {
    try {
      return read(Math.min(most, largestBody), 1);
    } catch (IOException | UncheckedIOException e) {
      throw new RequestProblem(
          RequestProblem.Kind.INCOMPLETE, "the body ended before it was complete", e);
    }
  }

  /// Reads the whole body now, so that later readers do not wait for the client.
  ///
  /// @throws RequestProblem when it is too large, or the client stopped sending
  public ApiRequest received() {
    whole = bytes();
    return this;
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
