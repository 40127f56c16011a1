package dev.brass.server.connect;

import dev.brass.spi.StoreException;

/// The cause of a [StoreException] when this server itself did not send the call.
final class NotNow extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Trouble.Kind kind;

  private NotNow(Trouble.Kind kind) {
    super(kind.name(), null, false, false);
    this.kind = kind;
  }

  static StoreException because(Trouble.Kind kind, String why) {
    return StoreException.notSent(why, new NotNow(kind));
  }

  Trouble.Kind kind() {
    return kind;
  }
}
