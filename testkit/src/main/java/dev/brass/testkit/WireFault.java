package dev.brass.testkit;

/// What can go wrong between a connector and a store that speaks HTTP. [RecordingHttp] does it on
/// request, so that a connector meets the fault where it would meet the real one: at its only way
/// out, [dev.brass.spi.StoreHttp].
public enum WireFault {
  /// The call never leaves: nothing listens, or no connection in time.
  NOT_SENT,
  /// The store acts on the call, and its answer does not come in time.
  TIMES_OUT_AFTER_SEND,
  /// The store acts on the call, and the connection breaks before a byte of the answer.
  DROPS_AFTER_SEND,
  /// The store acts on the call, and a proxy answers 502 with a page of HTML.
  SERVER_ERROR,
  /// The store acts on the call, and half of its answer arrives, with the status of the whole.
  GARBLED_REPLY,
  /// The store acts on the call, and its answer does not come until the caller is interrupted or
  /// the world is closed.
  HOLDS,
  /// Every JSON object of the answer has members that nobody documented.
  UNKNOWN_FIELDS;

  /// Which calls a fault befalls.
  public enum Reach {
    /// The call that buys, and no other.
    IRREVOCABLE_CALLS,
    ALL_CALLS
  }
}
