package dev.brass.server.connect;

import dev.brass.spi.StoreException;
import dev.brass.spi.StoreHttp;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The network: one request over HTTP/1.1 or 2 through the JDK's client, which never repeats a POST
/// by itself here and follows no redirect. Thread-safe.
final class JdkStoreHttp implements StoreHttp {

  /// The largest reply that is read; a longer one is answered as lost.
  static final int LARGEST_REPLY = 8 * 1024 * 1024;

  static {
    // The JDK repeats idempotent requests on a broken connection unless told not to; a connector
    // must see it.
    System.setProperty("jdk.httpclient.disableRetryConnect", "true");
    System.setProperty("jdk.httpclient.enableAllMethodRetry", "false");
    // Stores on Node close idle connections after five seconds, and a request that crosses with
    // that is lost.
    System.setProperty("jdk.httpclient.keepalive.timeout", "3");
  }

  private final HttpClient client;
  private final Duration limit;

  JdkStoreHttp(HttpClient client, Duration limit) {
    this.client = client;
    this.limit = limit;
  }

  static HttpClient client() {
    return HttpClient.newBuilder()
        .connectTimeout(Duration.ofSeconds(10))
        .followRedirects(HttpClient.Redirect.NEVER)
        .version(HttpClient.Version.HTTP_1_1)
        .build();
  }

  @Override
  public Reply send(Call call) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(call.uri())
            .timeout(limit)
            .method(
                call.method(),
                call.body() == null
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofString(call.body(), StandardCharsets.UTF_8));
    call.headers().forEach(request::header);
    try {
      HttpResponse<InputStream> response =
          client.send(request.build(), BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
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
      throw StoreException.answerLost("no reply from " + call.uri().getHost() + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw StoreException.answerLost("gave up waiting for " + call.uri().getHost(), e);
    }
  }

  private static Map<String, List<String>> lowerCase(Map<String, List<String>> headers) {
    Map<String, List<String>> lower = new HashMap<>();
    headers.forEach((name, values) -> lower.put(name.toLowerCase(Locale.ROOT), values));
    return lower;
  }
}
