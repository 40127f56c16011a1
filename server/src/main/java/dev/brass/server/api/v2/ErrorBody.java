package dev.brass.server.api.v2;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An error as both generations of clients read it: nested, as the SDK types it, with the older
/// flat fields beside it (spec v2 §1.2).
record ErrorBody(Detail error, String code, String message, @Nullable Map<String, Object> details) {

  ErrorBody(String code, String message, @Nullable Map<String, Object> details) {
    this(new Detail(code, message, details), code, message, details);
  }

  record Detail(String code, String message, @Nullable Map<String, Object> details) {}
}
