package dev.brass.server.batch;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A submitted operation: checked, and not yet stored.
///
/// @param dependsOn references of earlier operations in the batch
/// @param shown the call with its secrets masked; the call itself when it has none
public record NewOperation(
    @Nullable String reference,
    List<String> dependsOn,
    String method,
    RetrySafety repetition,
    Call call,
    Call shown) {

  boolean hasSecrets() {
    return !(shown.path().equals(call.path())
        && Objects.equals(shown.query(), call.query())
        && Objects.equals(shown.body(), call.body()));
  }
}
