package dev.brass.server.api.v2;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An error for both generations of clients: nested, as in the SDK, with the older flat fields
/// beside it (Zinc API docs, Errors).
record ErrorBody(Detail error, String code, String message, @Nullable Map<String, Object> details) {

  ErrorBody(String code, String message, @Nullable Map<String, Object> details) {
    this(new Detail(code, message, details), code, message, details);
  }

  record Detail(String code, String message, @Nullable Map<String, Object> details) {}
}
