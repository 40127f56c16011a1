package dev.brass.server.connect;

import dev.brass.spi.StoreException;
import dev.brass.spi.StoreHttp;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/// Keeps the pace that a store was configured with, by waiting. The bucket is shared by all
/// sessions of the store on this node.
final class RateLimitedHttp implements StoreHttp {

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  private final StoreHttp next;
  private final Bucket bucket;

  RateLimitedHttp(StoreHttp next, Bucket bucket) {
    this.next = next;
    this.bucket = bucket;
  }

  @Override
  public Reply send(Call call) {
    try {
      if (!bucket.asBlocking().tryConsume(1, LONGEST_WAIT)) {
        throw StoreException.notSent(
            "too many calls are waiting for " + call.uri().getHost(), new TimeoutException());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw StoreException.notSent("gave up waiting for a turn at " + call.uri().getHost(), e);
    }
    return next.send(call);
  }
}
