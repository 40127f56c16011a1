package dev.brass.server.api.v2;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A refusal in the terms of the current API (spec v2 §1.3).
final class V2Problem extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;
  private final transient @Nullable Map<String, Object> details;

  V2Problem(int status, String code, String message, @Nullable Map<String, Object> details) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
  }

  static V2Problem notFound(String resource, String id) {
    return new V2Problem(
        404, "not_found", resource + " not found", Map.of("resource", resource, "identifier", id));
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
