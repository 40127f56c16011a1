package dev.brass.server.connect;

import dev.brass.server.connect.Trouble.Kind;
import dev.brass.spi.StoreHttp.Call;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The last check before bytes leave: an irrevocable call is sent only before its deadline and only
/// by a caller that still owns its job. Thread-safe.
///
/// It is made twice: before the call, so that nothing is sent; and after the connection, the tunnel
/// and TLS are set up and the request head is sent, before the body follows. However long that
/// took, the store then has no complete request.
final class LastInstant {

  private static final Trouble OVER =
      new Trouble(Kind.LATE, "the attempt was over before the store was asked to buy");
  private static final Trouble LOST =
      new Trouble(Kind.STOPPED, "the job was lost before the store was asked to buy");

  private final Deadline deadline;
  private final BooleanSupplier mayAct;

  LastInstant(Deadline deadline, BooleanSupplier mayAct) {
    this.deadline = deadline;
    this.mayAct = mayAct;
  }

  /// Checks whether an irrevocable call may still begin.
  ///
  /// @throws dev.brass.spi.StoreException when it must not
  void check() {
    Trouble obstacle = obstacle();
    if (obstacle != null) {
      throw NotNow.because(obstacle.kind(), obstacle.why());
    }
  }

  /// The remaining time for a call.
  ///
  /// @throws dev.brass.spi.StoreException when it must not be sent
  Duration pass(Call call) {
    if (!call.irrevocable()) {
      Duration patience = deadline.patience();
      if (patience.isZero()) {
        throw NotNow.because(Kind.LATE, "there was no time left to ask " + call.uri().getHost());
      }
      return patience;
    }
    Duration left = deadline.left();
    Trouble obstacle = left.isZero() ? OVER : mayAct.getAsBoolean() ? null : LOST;
    if (obstacle != null) {
      throw NotNow.because(obstacle.kind(), obstacle.why());
    }
    return left;
  }

  private @Nullable Trouble obstacle() {
    if (deadline.isOver()) {
      return OVER;
    }
    return mayAct.getAsBoolean() ? null : LOST;
  }

  /// The body of a call.
  BodyPublisher body(Call call) {
    String text = call.body();
    if (text == null) {
      return BodyPublishers.noBody();
    }
    BodyPublisher body = BodyPublishers.ofString(text, StandardCharsets.UTF_8);
    return call.irrevocable() ? new Guarded(body) : body;
  }

  /// A body that is not sent after the deadline.
  private final class Guarded implements BodyPublisher {

    private final BodyPublisher body;

    Guarded(BodyPublisher body) {
      this.body = body;
    }

    @Override
    public long contentLength() {
      return body.contentLength();
    }

    @Override
    public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
      Trouble obstacle = obstacle();
      if (obstacle == null) {
        body.subscribe(subscriber);
      } else {
        subscriber.onSubscribe(NOTHING);
        subscriber.onError(new IOException(obstacle.why()));
      }
    }
  }

  private static final Subscription NOTHING =
      new Subscription() {
        @Override
        public void request(long n) {
          // nothing to send
        }

        @Override
        public void cancel() {
          // nothing to cancel
        }
      };
}
