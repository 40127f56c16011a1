package dev.brass.server.connect;

import dev.brass.server.egress.NetworkFailure;
import dev.brass.spi.Secret;
import dev.brass.spi.StoreException;
import dev.brass.spi.StoreHttp;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// The network: one request over HTTP/1.1 or 2 through the JDK's client, configured never to repeat
/// a POST and to follow no redirects. Thread-safe.
final class JdkStoreHttp implements StoreHttp {

  /// The largest reply that is read; a longer one counts as lost.
  static final int LARGEST_REPLY = 8 * 1024 * 1024;

  static {
    // By default the JDK repeats idempotent requests on a broken connection; the connector must see
    // the failure.
    System.setProperty("jdk.httpclient.disableRetryConnect", "true");
    System.setProperty("jdk.httpclient.enableAllMethodRetry", "false");
    // Stores on Node close idle connections after five seconds, and a request that is sent at that
    // moment is lost.
    System.setProperty("jdk.httpclient.keepalive.timeout", "3");
  }

  /// The longest duration of one call, even if its session has more time.
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final HttpClient client;
  private final LastInstant last;
  private final @Nullable Secret<String> proxyAuthorization;

  /// The network of a client.
  ///
  /// @param last checked right before a call is sent
  /// @param proxyAuthorization the header for the client's proxy; the store never sees it
  JdkStoreHttp(HttpClient client, LastInstant last, @Nullable Secret<String> proxyAuthorization) {
    this.client = client;
    this.last = last;
    this.proxyAuthorization = proxyAuthorization;
  }

  static HttpClient client() {
    return builder().build();
  }

  /// A client that sends all calls through a proxy.
  ///
  /// @param tls the trust settings for stores; null for the JDK's certificates
  static HttpClient client(ProxySelector proxy, @Nullable SSLContext tls) {
    HttpClient.Builder builder = builder().proxy(proxy);
    return (tls == null ? builder : builder.sslContext(tls)).build();
  }

  private static HttpClient.Builder builder() {
    return HttpClient.newBuilder()
        .connectTimeout(Duration.ofSeconds(10))
        .followRedirects(HttpClient.Redirect.NEVER)
        .version(HttpClient.Version.HTTP_1_1);
  }

  @Override
  public Reply send(Call call) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(call.uri()).method(call.method(), last.body(call));
    call.headers().forEach(request::header);
    if (proxyAuthorization != null) {
      request.setHeader("Proxy-Authorization", proxyAuthorization.reveal());
    }
    Duration left = last.pass(call);
    // At the timeout the client closes the connection at any stage of the call.
    request.timeout(left.compareTo(LONGEST) < 0 ? left : LONGEST);
    try {
      HttpResponse<InputStream> response =
          client.send(request.build(), BodyHandlers.ofInputStream());
      try (InputStream body = body(response)) {
        byte[] bytes = body.readNBytes(LARGEST_REPLY + 1);
        if (bytes.length > LARGEST_REPLY) {
          throw StoreException.answerLost(
              "the reply of " + call.uri().getHost() + " is larger than 8 MiB", new IOException());
        }
        return new Reply(
            response.statusCode(),
            lowerCase(response.headers().map()),
            new String(bytes, StandardCharsets.UTF_8));
      }
    } catch (ConnectException | HttpConnectTimeoutException | UnresolvedAddressException e) {
      throw StoreException.notSent("no connection to " + call.uri().getHost(), e);
    } catch (IOException e) {
      throw StoreException.answerLost(
          "no reply from " + call.uri().getHost() + ": " + NetworkFailure.of(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw StoreException.answerLost("gave up waiting for " + call.uri().getHost(), e);
    }
  }

  /// There is no body when a proxy asks for a password before it opens a tunnel.
  private static InputStream body(HttpResponse<InputStream> response) {
    return Objects.requireNonNullElseGet(response.body(), InputStream::nullInputStream);
  }

  private static Map<String, List<String>> lowerCase(Map<String, List<String>> headers) {
    Map<String, List<String>> lower = new HashMap<>();
    headers.forEach((name, values) -> lower.put(name.toLowerCase(Locale.ROOT), values));
    return lower;
  }
}
