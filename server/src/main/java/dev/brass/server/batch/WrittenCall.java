package dev.brass.server.batch;

import org.jspecify.annotations.Nullable;

/// A [Call] as it is stored and passed on: its JSON is not parsed on the way, unless it refers to
/// other answers.
///
/// @param query a JSON object
/// @param body a JSON object
public record WrittenCall(String path, @Nullable String query, @Nullable String body) {

  /// Without its secrets.
  @Override
  public String toString() {
    return "WrittenCall[***]";
  }
}
