package dev.brass.server.api;

import dev.brass.server.db.UnavailableException;
import dev.brass.server.quota.TooMuch;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A request that cannot be read, or cannot be carried out now, in any API. Each API renders it in
/// its own error shape; the router adds `Retry-After` when a retry can help.
public final class RequestProblem extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Kind kind;
  private final @Nullable Duration retryAfter;

  public RequestProblem(Kind kind, String message, @Nullable Throwable cause) {
    this(kind, message, cause, null);
  }

  private RequestProblem(
      Kind kind, String message, @Nullable Throwable cause, @Nullable Duration retryAfter) {
    super(message, cause);
    this.kind = kind;
    this.retryAfter = retryAfter;
  }

  /// A body above the limit of bytes.
  static RequestProblem tooLarge(int largest) {
    return new RequestProblem(
        Kind.TOO_LARGE,
        "the body is larger than " + largest + " bytes; send less in one request",
        null);
  }

  /// The sender exceeds a limit.
  public static RequestProblem of(TooMuch problem) {
    String message = String.valueOf(problem.getMessage());
    return problem.isForEver()
        ? new RequestProblem(Kind.TOO_LARGE, message, problem)
        : new RequestProblem(Kind.TOO_MANY, message, problem, problem.retryAfter());
  }

  /// The database is unavailable at the moment; the same request may be sent again.
  static RequestProblem of(UnavailableException problem) {
    return new RequestProblem(Kind.BUSY, String.valueOf(problem.getMessage()), problem);
  }

  /// The message as a full sentence, for answers that contain it alone.
  public String told() {
    String begin =
        switch (kind) {
          case TOO_MANY, FOREIGN, BUSY -> "The request was not carried out: ";
          default -> "The request cannot be read: ";
        };
    return begin + getMessage();
  }

  public Kind kind() {
    return kind;
  }

  /// The delay before a retry, in whole seconds; null when a retry does not help.
  @Nullable Long retryAfterSeconds() {
    if (retryAfter == null) {
      return kind == Kind.BUSY ? 1L : null;
    }
    return Math.max(1, retryAfter.plusMillis(999).toSeconds());
  }

  /// The kind of problem.
  public enum Kind {
    TOO_LARGE(413),
    TOO_MANY(429),
    ENCODED(415),
    CONFLICT(400),
    INCOMPLETE(400),
    NOT_TEXT(400),
    /// The request is readable but is not carried out: a page of a foreign site may have sent it.
    FOREIGN(403),
    /// The request is valid: it may be sent again.
    BUSY(503);

    private final int status;

    Kind(int status) {
      this.status = status;
    }

    public int status() {
      return status;
    }
  }
}
