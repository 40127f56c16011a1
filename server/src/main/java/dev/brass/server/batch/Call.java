package dev.brass.server.batch;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// What an operation asks for, with its secrets.
///
/// @param path as in a URL: encoded, and with a query where the client put one there
/// @param query parameters besides those of the path
public record Call(String path, @Nullable ObjectNode query, @Nullable ObjectNode body) {

  /// Without its secrets.
  @Override
  public String toString() {
    return "Call[***]";
  }
}
