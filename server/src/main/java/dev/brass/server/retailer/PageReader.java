package dev.brass.server.retailer;

import dev.brass.server.egress.EgressHttp;
import dev.brass.server.egress.GuardedDns;
import dev.brass.spi.StoreHttp;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.DefaultRedirectStrategy;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.CloseableHttpResponse;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;

/// Reads pages of shops, as a browser would: it follows up to three redirects, to permitted
/// addresses only. Thread-safe.
final class PageReader implements AutoCloseable {

  /// The part of a page that is read; the platform shows in its head.
  private static final int LONGEST = 262_144;

  private static final Duration PER_READ = Duration.ofSeconds(3);

  private final CloseableHttpClient client;
  private final Duration limit;

  /// A reader.
  ///
  /// @param anyPort whether redirects may name a port
  /// @param limit for a whole page, redirects included
  PageReader(GuardedDns names, boolean anyPort, Duration limit, int atOnce) {
    this.limit = limit;
    this.client =
        EgressHttp.client(names, null, PER_READ, atOnce)
            .setRedirectStrategy(new ToShops(anyPort))
            .disableAutomaticRetries()
            .setUserAgent("Brass-Retailer-Check/1")
            .build();
  }

  /// A page with any status; empty when it could not be read in time.
  Optional<StoreHttp.Reply> read(URI page) {
    HttpGet request = new HttpGet(page);
    request.setHeader("Accept", "text/html,*/*;q=0.5");
    CompletableFuture<Optional<StoreHttp.Reply>> reading =
        CompletableFuture.supplyAsync(() -> read(request), Thread::startVirtualThread);
    return reading
        .completeOnTimeout(Optional.empty(), limit.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete((_, _) -> request.cancel())
        .join();
  }

  private Optional<StoreHttp.Reply> read(HttpGet request) {
    CloseableHttpResponse response = null;
    try {
      response = (CloseableHttpResponse) client.executeOpen(null, request, null);
      return Optional.of(reply(response));
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    } finally {
      if (response != null) {
        // Without reading the remaining page, which may not end.
        response.close(CloseMode.IMMEDIATE);
      }
    }
  }

  private static StoreHttp.Reply reply(ClassicHttpResponse response) throws IOException {
    Map<String, List<String>> headers = new TreeMap<>();
    for (Header header : response.getHeaders()) {
      headers
          .computeIfAbsent(header.getName().toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
          .add(header.getValue());
    }
    HttpEntity entity = response.getEntity();
    byte[] start = entity == null ? new byte[0] : entity.getContent().readNBytes(LONGEST);
    return new StoreHttp.Reply(
        response.getCode(), headers, new String(start, StandardCharsets.UTF_8));
  }

  /// Follows to any permitted address, but only to the ports of shops.
  private static final class ToShops extends DefaultRedirectStrategy {

    private final boolean anyPort;

    ToShops(boolean anyPort) {
      this.anyPort = anyPort;
    }

    @Override
    public URI getLocationURI(HttpRequest request, HttpResponse response, HttpContext context)
        throws HttpException {
      URI location = super.getLocationURI(request, response, context);
      if (location.getPort() >= 0 && !anyPort) {
        throw new ProtocolException("a redirect to port " + location.getPort());
      }
      return location;
    }
  }

  @Override
  public void close() {
    client.close(CloseMode.IMMEDIATE);
  }
}
