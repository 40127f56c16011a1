package dev.brass.server.api.admin;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Reply;
import dev.brass.server.node.NodeSettings;
import dev.brass.server.node.NodeView;
import java.time.Instant;
import java.util.List;

/// `/admin/nodes`.
final class NodeEndpoints {

  private final NodeSettings nodes;

  NodeEndpoints(NodeSettings nodes) {
    this.nodes = nodes;
  }

  /// A node on the wire.
  ///
  /// @param self whether it is the answering node
  record Wire(
      String session,
      String name,
      Instant startedAt,
      Instant seenAt,
      boolean self,
      List<Difference> differences) {

    record Difference(String setting, String here, String there) {}

    static Wire of(NodeView node) {
      return new Wire(
          node.session(),
          node.name(),
          node.startedAt(),
          node.seenAt(),
          node.own(),
          node.differences().stream()
              .map(d -> new Difference(d.key(), d.here(), d.there()))
              .toList());
    }
  }

  /// `GET`: the live nodes, with the settings in which each differs from the answering node.
  Reply list(ApiRequest request) {
    return AdminJson.page("nodes", nodes.nodes().stream().map(Wire::of).toList(), null);
  }
}
