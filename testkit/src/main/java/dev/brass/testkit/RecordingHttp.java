package dev.brass.testkit;

import dev.brass.spi.StoreException;
import dev.brass.spi.StoreHttp;
import dev.brass.testkit.fixture.FixtureWriter;
import dev.brass.testkit.fixture.UnknownFields;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// A way to a store on this machine that keeps every call and how it ended. Thread-safe.
///
/// It behaves as the server's own does: it sends nothing irrevocable after [#notAfter], repeats
/// nothing, follows no redirect, tells by [StoreException#mayHaveArrived] whether the store may
/// have acted, and leaves the thread's interrupt flag set when an interruption ended the call. On
/// request it breaks calls ([#inject]). Only loopback addresses are served, so that no test reaches
/// a stranger's shop.
public final class RecordingHttp implements StoreHttp, AutoCloseable {
  private static final int MOST_EXCHANGES = 10_000;
  private static final int LONGEST_REPLY = 10 << 20;
  private static final String PROXY_PAGE =
      "<html><head><title>502 Bad Gateway</title></head><body>502 Bad Gateway</body></html>";

  /// One client for all: it holds no state between calls but connections, and each would cost a
  /// selector thread.
  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(Duration.ofSeconds(5))
          .executor(Executors.newVirtualThreadPerTaskExecutor())
          .build();

  private record Injected(WireFault fault, WireFault.Reach reach) {}

  private final InstantSource clock;
  private final Duration timeout;
  private final Canaries canaries;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final List<Exchange> exchanges = new ArrayList<>();
  private volatile @Nullable Injected injected;
  private volatile @Nullable Instant notAfter;

  RecordingHttp(InstantSource clock, Duration timeout, Canaries canaries) {
    this.clock = clock;
    this.timeout = timeout;
    this.canaries = canaries;
  }

  @Override
  public Reply send(Call call) {
    Instant at = clock.instant();
    try {
      Reply reply = sendOrBreak(call, at);
      record(new Exchange(at, call, reply, null));
      return reply;
    } catch (StoreException e) {
      record(new Exchange(at, call, null, e));
      throw e;
    }
  }

  /// Every call so far with how it ended, oldest first.
  public List<Exchange> exchanges() {
    synchronized (exchanges) {
      return List.copyOf(exchanges);
    }
  }

  /// The calls so far that were marked as the ones that buy.
  public List<Exchange> irrevocable() {
    return exchanges().stream().filter(exchange -> exchange.call().irrevocable()).toList();
  }

  /// Forgets the calls so far.
  public void forget() {
    synchronized (exchanges) {
      exchanges.clear();
    }
  }

  /// Refuses irrevocable calls after that instant, as the server does while an order is placed.
  ///
  /// @param instant null to allow them at any time
  public void notAfter(@Nullable Instant instant) {
    notAfter = instant;
  }

  /// Breaks the calls within reach from now on, until [#heal].
  public void inject(WireFault fault, WireFault.Reach reach) {
    injected = new Injected(fault, reach);
  }

  /// Lets calls pass again.
  public void heal() {
    injected = null;
  }

  /// The replied calls so far as a fixture for [dev.brass.testkit.fixture.FixturePlayer], with the
  /// store's secrets redacted. What was asked is matched whole: loosen it by hand where a value
  /// changes from run to run.
  public String fixture() {
    FixtureWriter writer = new FixtureWriter(canaries::redact);
    for (Exchange exchange : exchanges()) {
      Reply reply = exchange.reply();
      if (reply != null) {
        writer.add(exchange.call(), reply);
      }
    }
    return writer.text();
  }

  /// Lets go of the calls that are held.
  @Override
  public void close() {
    closed.countDown();
  }

  private void record(Exchange exchange) {
    synchronized (exchanges) {
      if (exchanges.size() == MOST_EXCHANGES) {
        throw new IllegalStateException(
            "more than " + MOST_EXCHANGES + " calls in one test: forget() them between steps");
      }
      exchanges.add(exchange);
    }
  }

  private Reply sendOrBreak(Call call, Instant at) {
    Instant limit = notAfter;
    if (call.irrevocable() && limit != null && at.isAfter(limit)) {
      throw StoreException.notSent(
          "the call that buys was asked for after " + limit, new HttpTimeoutException("too late"));
    }
    Injected breaking = injected;
    if (breaking == null
        || (breaking.reach() == WireFault.Reach.IRREVOCABLE_CALLS && !call.irrevocable())) {
      return exchange(call);
    }
    return switch (breaking.fault()) {
      case NOT_SENT ->
          throw StoreException.notSent(
              "no connection to " + place(call), new ConnectException("injected"));
      case TIMES_OUT_AFTER_SEND -> {
        exchange(call);
        throw StoreException.answerLost(
            "no answer from " + place(call) + " in time", new HttpTimeoutException("injected"));
      }
      case DROPS_AFTER_SEND -> {
        exchange(call);
        throw StoreException.answerLost(
            place(call) + " closed the connection", new IOException("injected"));
      }
      case SERVER_ERROR -> {
        exchange(call);
        yield new Reply(502, Map.of("content-type", List.of("text/html")), PROXY_PAGE);
      }
      case GARBLED_REPLY -> {
        Reply whole = exchange(call);
        yield new Reply(
            whole.status(), whole.headers(), whole.body().substring(0, whole.body().length() / 2));
      }
      case HOLDS -> {
        exchange(call);
        throw heldUntilInterrupted(call);
      }
      case UNKNOWN_FIELDS -> {
        Reply plain = exchange(call);
        yield new Reply(plain.status(), plain.headers(), UnknownFields.addTo(plain.body()));
      }
    };
  }

  private StoreException heldUntilInterrupted(Call call) {
    try {
      closed.await();
      return StoreException.answerLost(
          "the test ended while " + place(call) + " was held", new IOException("closed"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return StoreException.answerLost("interrupted while waiting for " + place(call), e);
    }
  }

  private Reply exchange(Call call) {
    CompletableFuture<HttpResponse<String>> answer =
        CLIENT.sendAsync(
            request(call),
            HttpResponse.BodyHandlers.limiting(
                HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8), LONGEST_REPLY));
    try {
      // The request's own timeout ends with the reply's head; this one covers the body too.
      HttpResponse<String> response = answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      Map<String, List<String>> headers = new TreeMap<>();
      response
          .headers()
          .map()
          .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
      return new Reply(response.statusCode(), headers, response.body());
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw StoreException.answerLost("no answer from " + place(call) + " in " + timeout, e);
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw StoreException.answerLost("interrupted while waiting for " + place(call), e);
    } catch (ExecutionException e) {
      throw failure(call, e.getCause() == null ? e : e.getCause());
    }
  }

  private static StoreException failure(Call call, Throwable cause) {
    return switch (cause) {
      case ConnectException _, HttpConnectTimeoutException _ ->
          StoreException.notSent("no connection to " + place(call), cause);
      default -> StoreException.answerLost("the answer of " + place(call) + " was lost", cause);
    };
  }

  private HttpRequest request(Call call) {
    URI uri = call.uri();
    requireLoopback(uri);
    HttpRequest.Builder builder = HttpRequest.newBuilder(uri);
    call.headers().forEach(builder::header);
    String body = call.body();
    return builder
        .method(
            call.method(),
            body == null
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  private static void requireLoopback(URI uri) {
    try {
      if (uri.getHost() == null || !InetAddress.getByName(uri.getHost()).isLoopbackAddress()) {
        throw new IllegalArgumentException("tests speak to this machine only, not to " + uri);
      }
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("tests speak to this machine only, not to " + uri, e);
    }
  }

  private static String place(Call call) {
    return call.method() + " " + call.uri().getPath();
  }
}
