package dev.brass.server.api;

import org.jspecify.annotations.Nullable;

/// A request that cannot be read at all, in any API. Each API renders it in its own error shape.
public final class RequestProblem extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Kind kind;

  public RequestProblem(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /// A body that is larger than so many bytes.
  static RequestProblem tooLarge(int largest) {
    return new RequestProblem(
        Kind.TOO_LARGE,
        "the body is larger than " + largest + " bytes; send less in one request",
        null);
  }

  public Kind kind() {
    return kind;
  }

  /// What is wrong with it.
  public enum Kind {
    TOO_LARGE(413),
    ENCODED(415),
    CONFLICT(400),
    INCOMPLETE(400),
    NOT_TEXT(400);

    private final int status;

    Kind(int status) {
      this.status = status;
    }

    public int status() {
      return status;
    }
  }
}
