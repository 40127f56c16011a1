package dev.brass.server.api.v1;

/// A request that this door refuses, and why. [V1Errors] renders it.
final class V1Problem extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final V1Code code;
  private final String data;

  /// A refusal.
  ///
  /// @param message what is wrong and what to send instead, for the client's developer; never
  ///     secret
  /// @param data details as a JSON object
  V1Problem(V1Code code, String message, String data) {
    super(message);
    this.code = code;
    this.data = data;
  }

  V1Problem(V1Code code, String message) {
    this(code, message, "{}");
  }

  V1Code code() {
    return code;
  }

  String data() {
    return data;
  }

  String reason() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
