package dev.brass.server.connect;

import dev.brass.spi.StoreException;
import dev.brass.spi.StoreHttp;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Records the calls to a store and its answers, redacted and truncated, so that an operator can
/// see the cause of a result. Not for sharing between attempts; thread-safe within one.
final class RecordingHttp implements StoreHttp {

  private static final int MOST_EXCHANGES = 50;
  private static final int LONGEST_TEXT = 8 * 1024;

  private final StoreHttp next;
  private final UnaryOperator<String> redaction;
  private final List<Exchange> exchanges;

  RecordingHttp(StoreHttp next, UnaryOperator<String> redaction) {
    this(next, redaction, new ArrayList<>());
  }

  private RecordingHttp(StoreHttp next, UnaryOperator<String> redaction, List<Exchange> exchanges) {
    this.next = next;
    this.redaction = redaction;
    this.exchanges = exchanges;
  }

  /// The same record for calls by another route.
  RecordingHttp goingOn(StoreHttp other) {
    return new RecordingHttp(other, redaction, exchanges);
  }

  @Override
  public Reply send(Call call) {
    long start = System.nanoTime();
    try {
      Reply reply = next.send(call);
      keep(call, reply.status(), reply.body(), null, start);
      return reply;
    } catch (StoreException e) {
      keep(call, null, null, e.getMessage(), start);
      throw e;
    }
  }

  private void keep(
      Call call,
      @Nullable Integer status,
      @Nullable String received,
      @Nullable String trouble,
      long start) {
    Exchange exchange =
        new Exchange(
            call.method(),
            redaction.apply(call.uri().toString()),
            shown(call.body()),
            status,
            shown(received),
            trouble == null ? null : redaction.apply(trouble),
            (System.nanoTime() - start) / 1_000_000);
    synchronized (exchanges) {
      // The call that buys is always recorded.
      if (exchanges.size() < MOST_EXCHANGES || call.irrevocable()) {
        exchanges.add(exchange);
      }
    }
  }

  private @Nullable String shown(@Nullable String text) {
    if (text == null) {
      return null;
    }
    String redacted = redaction.apply(text);
    return redacted.length() <= LONGEST_TEXT ? redacted : redacted.substring(0, LONGEST_TEXT) + "…";
  }

  List<Exchange> exchanges() {
    synchronized (exchanges) {
      return List.copyOf(exchanges);
    }
  }
}
