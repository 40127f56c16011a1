package dev.brass.server.connect;

/// The reason why a connector's call got no answer of its store.
///
/// @param why one sentence without a full stop, redacted
public record Trouble(Kind kind, String why) {

  /// The kind of obstacle.
  public enum Kind {
    /// No connection, no reply, or a gateway without the shop behind it; or the store is not asked
    /// at the moment because of that.
    UNREACHABLE,
    /// The store asked to slow down.
    BUSY,
    /// The store's rate limit had no turn in time.
    NO_TURN,
    /// The deadline passed before the call was sent.
    LATE,
    /// The caller was stopped, or lost its job to another node.
    STOPPED,
    /// The connector itself failed, which is no evidence about the store.
    CONNECTOR
  }

  /// Whether the store is the reason, and not this server.
  public boolean isOfStore() {
    return kind == Kind.UNREACHABLE || kind == Kind.BUSY;
  }
}
