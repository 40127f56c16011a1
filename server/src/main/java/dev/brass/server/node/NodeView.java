package dev.brass.server.node;

import java.time.Instant;
import java.util.List;

/// A node as other nodes see it.
///
/// @param session the beginning of the names of its connections
/// @param name shows people which node it is
/// @param seenAt its last sign of life, in the database's time
/// @param own whether it is the viewing node
/// @param differences the settings that differ from those of the viewing node
public record NodeView(
    String session,
    String name,
    Instant startedAt,
    Instant seenAt,
    boolean own,
    List<Difference> differences) {

  public NodeView {
    differences = List.copyOf(differences);
  }

  /// A setting in which two nodes differ.
  ///
  /// @param key such as `orders.attempts`
  /// @param here the value of the viewing node; `none` when it has none, `***` when it is secret
  /// @param there the other's
  public record Difference(String key, String here, String there) {}
}
