package dev.brass.server.webhook;

import dev.brass.server.egress.EgressHttp;
import dev.brass.server.egress.NetworkFailure;
import dev.brass.server.text.Characters;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.CloseableHttpResponse;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;
import org.jspecify.annotations.Nullable;

/// The HTTP client of the deliveries. Thread-safe; a call blocks its (virtual) thread.
///
/// It keeps connections alive, follows no redirect, keeps no cookie, accepts no compression, reads
/// no more than 64 KiB of a reply, and ends a call after a fixed time, however slowly the other
/// side answers.
final class Sender implements AutoCloseable {

  static final int LONGEST_REPLY = 65_536;
  static final ContentType JSON = ContentType.create("application/json");

  private final Duration timeout;
  private final CloseableHttpClient client;
  private final ScheduledThreadPoolExecutor deadlines;

  /// Opens the client.
  ///
  /// @param tls how receivers are trusted; null for the JDK's certificates
  /// @param atOnce the most calls under way, for which there is always a connection
  Sender(DnsResolver names, @Nullable SSLContext tls, Duration timeout, int atOnce) {
    this.timeout = timeout;
    this.client =
        EgressHttp.client(names, tls, timeout, atOnce)
            .setRetryStrategy(new ClosedMeanwhile())
            .setUserAgent("Brass-Webhooks/1")
            .disableRedirectHandling()
            .build();
    this.deadlines =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("webhook-deadlines").factory());
    deadlines.setRemoveOnCancelPolicy(true);
  }

  /// Posts a body and reads the reply.
  ///
  /// @throws InterruptedException when the thread was interrupted; the receiver may have the
  ///     message
  Reply post(URI uri, Map<String, String> headers, byte[] body) throws InterruptedException {
    HttpPost request = new HttpPost(uri);
    headers.forEach(request::setHeader);
    request.setEntity(new ByteArrayEntity(body, JSON));
    AtomicBoolean late = new AtomicBoolean();
    ScheduledFuture<?> deadline =
        deadlines.schedule(
            () -> {
              late.set(true);
              // On a thread of its own: closing a connection must not delay other deadlines.
              Thread.startVirtualThread(request::cancel);
            },
            timeout.toNanos(),
            TimeUnit.NANOSECONDS);
    CloseableHttpResponse response = null;
    try {
      response = open(request);
      return read(response);
    } catch (IOException | RuntimeException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      return new Reply.Missing(late.get() ? "no whole reply within " + seconds(timeout) : why(e));
    } finally {
      deadline.cancel(false);
      if (response != null) {
        // Closes the connection if the reply was not read to its end, without reading further,
        // since it may not end; a connection whose reply was read is back in the pool.
        response.close(CloseMode.IMMEDIATE);
      }
    }
  }

  private CloseableHttpResponse open(HttpPost request) throws IOException {
    ClassicHttpResponse response = client.executeOpen(null, request, null);
    return (CloseableHttpResponse) response;
  }

  private static Reply read(CloseableHttpResponse response) throws IOException {
    HttpEntity entity = response.getEntity();
    byte[] start = entity == null ? new byte[0] : entity.getContent().readNBytes(LONGEST_REPLY);
    Header retryAfter = response.getFirstHeader("Retry-After");
    return new Reply.Answered(
        response.getCode(),
        new String(start, StandardCharsets.UTF_8),
        retryAfter == null ? null : retryAfter.getValue());
  }

  private static String seconds(Duration duration) {
    return Characters.withoutZeroDecimals(String.valueOf(duration.toMillis() / 1_000.0)) + " s";
  }

  private String why(Exception e) {
    return switch (e) {
      // An exception of our own resolver, which says why.
      case UnknownHostException unknown -> String.valueOf(unknown.getMessage());
      case ConnectTimeoutException _ -> "no connection within " + seconds(timeout);
      // The library's timer may be a moment before ours.
      case SocketTimeoutException _ -> "no whole reply within " + seconds(timeout);
      case ConnectException refused -> "no connection: " + NetworkFailure.of(refused);
      case SSLException tls -> "no secure connection: " + NetworkFailure.of(tls);
      case NoHttpResponseException _ -> "the connection was closed without a reply";
      default -> "no reply: " + NetworkFailure.of(e);
    };
  }

  @Override
  public void close() {
    client.close(CloseMode.IMMEDIATE);
    deadlines.shutdownNow();
  }
}
