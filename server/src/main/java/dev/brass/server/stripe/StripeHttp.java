package dev.brass.server.stripe;

import com.stripe.exception.ApiConnectionException;
import com.stripe.net.HttpClient;
import com.stripe.net.HttpHeaders;
import com.stripe.net.StripeRequest;
import com.stripe.net.StripeResponse;
import dev.brass.server.egress.NetworkFailure;
import dev.brass.server.egress.WholeExchange;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/// The HTTP below Stripe's library. Thread-safe.
///
/// The library's own client has no limit for a whole exchange or for an answer's size, has the JDK
/// repeat a request whose connection broke, and sends an id of this machine that it keeps in its
/// owner's home directory.
final class StripeHttp extends HttpClient {

  /// The longest that one exchange lasts.
  static final Duration LIMIT = Duration.ofSeconds(30);

  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final long LARGEST = 4L * 1024 * 1024;

  private final java.net.http.HttpClient http =
      java.net.http.HttpClient.newBuilder()
          .connectTimeout(CONNECT)
          .version(java.net.http.HttpClient.Version.HTTP_1_1)
          .build();

  @Override
  public StripeResponse request(StripeRequest request) throws ApiConnectionException {
    try {
      HttpResponse<byte[]> answer =
          WholeExchange.within(
              LIMIT,
              http,
              rendered(request),
              BodyHandlers.limiting(BodyHandlers.ofByteArray(), LARGEST));
      return new StripeResponse(
          answer.statusCode(),
          HttpHeaders.of(answer.headers().map()),
          new String(answer.body(), StandardCharsets.UTF_8));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ApiConnectionException("interrupted", e);
    } catch (HttpTimeoutException e) {
      throw new ApiConnectionException("no answer within " + LIMIT.toSeconds() + " s", e);
    } catch (IOException e) {
      throw new ApiConnectionException(NetworkFailure.of(e), e);
    }
  }

  private static HttpRequest rendered(StripeRequest request) throws ApiConnectionException {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create(request.url().toString())).timeout(LIMIT);
    request
        .headers()
        .map()
        .forEach(
            (name, values) -> {
              if (isSent(name)) {
                values.forEach(value -> builder.header(name, value));
              }
            });
    builder.header("User-Agent", "Brass");
    if (request.content() == null) {
      return builder.method(request.method().name(), BodyPublishers.noBody()).build();
    }
    builder.setHeader("Content-Type", request.content().contentType());
    byte[] body = request.content().byteArrayContent();
    return builder.method(request.method().name(), BodyPublishers.ofByteArray(body)).build();
  }

  /// Without headers that describe this machine and its other requests to Stripe.
  private static boolean isSent(String header) {
    String name = header.toLowerCase(Locale.ROOT);
    return !name.startsWith("x-stripe-") && !name.equals("user-agent");
  }
}
