package dev.brass.server.egress;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// An exchange over the JDK's HTTP client with one limit for all of it. A request's own timeout
/// ends with the headers of the answer: a server that falls silent in its body would hold the
/// caller for ever.
public final class WholeExchange {

  private WholeExchange() {}

  /// Sends a request and reads the answer to its end.
  ///
  /// @param body reads the whole body; one that returns a stream ends with the headers
  /// @throws HttpTimeoutException when that takes longer than the limit; the connection is closed
  /// @throws IOException when there is no answer
  public static <T> HttpResponse<T> within(
      Duration limit, HttpClient http, HttpRequest request, BodyHandler<T> body)
      throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<T>> exchange = http.sendAsync(request, body);
    try {
      return exchange.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      exchange.cancel(true);
      throw e;
    } catch (TimeoutException e) {
      exchange.cancel(true);
      throw new HttpTimeoutException("no whole answer within " + limit.toMillis() + " ms");
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      throw cause instanceof IOException io ? io : new IOException(cause);
    }
  }
}
