package dev.brass.server.api.v2;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An error of the current API (Zinc API docs, Errors).
final class V2Problem extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;
  private final transient @Nullable Map<String, Object> details;
  private final transient Map<String, String> headers;

  V2Problem(int status, String code, String message, @Nullable Map<String, Object> details) {
    this(status, code, message, details, Map.of());
  }

  private V2Problem(
      int status,
      String code,
      String message,
      @Nullable Map<String, Object> details,
      Map<String, String> headers) {
    super(message);
    this.headers = headers;
    this.status = status;
    this.code = code;
    this.details = details;
  }

  static V2Problem notFound(String resource, String id) {
    return new V2Problem(
        404, "not_found", resource + " not found", Map.of("resource", resource, "identifier", id));
  }

  /// A rate limit was exceeded: 429 with the headers for the time of the next try.
  ///
  /// @param wait until then
  static V2Problem tooMany(String message, Duration wait, Instant now) {
    long seconds = Math.max(1, wait.plusMillis(999).toSeconds());
    return new V2Problem(
        429,
        "rate_limit_exceeded",
        message,
        Map.of("retry_after_seconds", seconds),
        Map.of(
            "Retry-After",
            Long.toString(seconds),
            "X-RateLimit-Reset",
            Long.toString(now.getEpochSecond() + seconds)));
  }

  /// Additional headers of the answer.
  Map<String, String> headers() {
    return headers;
  }

  int status() {
    return status;
  }

  String code() {
    return code;
  }

  String text() {
    return String.valueOf(getMessage());
  }

  @Nullable Map<String, Object> details() {
    return details;
  }
}
