package dev.brass.server.batch;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The request of an operation, with its secrets.
///
/// @param path as in a URL: encoded, and with a query if the client included one
/// @param query parameters in addition to those in the path
public record Call(String path, @Nullable ObjectNode query, @Nullable ObjectNode body) {

  /// Without its secrets.
  @Override
  public String toString() {
    return "Call[***]";
  }
}
