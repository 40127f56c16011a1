package dev.brass.server.connect;

import dev.brass.spi.StoreException;
import dev.brass.spi.StoreHttp;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeoutException;

/// Refuses the call that buys once its attempt is over, so that an order cannot appear at the store
/// after the reconciler believed that it never will.
final class NotAfterHttp implements StoreHttp {

  private final StoreHttp next;
  private final InstantSource clock;
  private final Instant notAfter;

  NotAfterHttp(StoreHttp next, InstantSource clock, Instant notAfter) {
    this.next = next;
    this.clock = clock;
    this.notAfter = notAfter;
  }

  @Override
  public Reply send(Call call) {
    if (call.irrevocable() && clock.instant().isAfter(notAfter)) {
      throw StoreException.notSent(
          "the attempt was over before the store was asked to buy", new TimeoutException());
    }
    return next.send(call);
  }
}
