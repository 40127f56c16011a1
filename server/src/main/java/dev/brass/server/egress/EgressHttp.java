package dev.brass.server.egress;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/// HTTP clients for clients' servers: they connect only to permitted addresses, keep connections
/// alive, keep no cookie, show no credentials and accept no compression.
public final class EgressHttp {

  private EgressHttp() {}

  /// The builder of a client. Redirects and repetitions are left to its user.
  ///
  /// @param tls how servers are trusted; null for the JDK's certificates
  /// @param timeout of the connection and of each read
  /// @param atOnce the most calls under way, for which there is always a connection
  public static HttpClientBuilder client(
      DnsResolver names, @Nullable SSLContext tls, Duration timeout, int atOnce) {
    silenceLibrary();
    Timeout longest = Timeout.of(timeout);
    return HttpClientBuilder.create()
        .setConnectionManager(connections(names, tls, longest, atOnce))
        .setDefaultRequestConfig(
            RequestConfig.custom()
                .setConnectionRequestTimeout(longest)
                .setResponseTimeout(longest)
                .setAuthenticationEnabled(false)
                .setProtocolUpgradeEnabled(false)
                .setMaxRedirects(3)
                .build())
        .disableCookieManagement()
        .disableContentCompression()
        .disableAuthCaching()
        .evictExpiredConnections()
        .evictIdleConnections(TimeValue.ofSeconds(30));
  }

  private static PoolingHttpClientConnectionManager connections(
      DnsResolver names, @Nullable SSLContext tls, Timeout longest, int atOnce) {
    return PoolingHttpClientConnectionManagerBuilder.create()
        .setDnsResolver(names)
        .setTlsSocketStrategy(
            tls == null
                ? DefaultClientTlsStrategy.createDefault()
                : new DefaultClientTlsStrategy(tls))
        .setConnectionFactory(
            ManagedHttpClientConnectionFactory.builder()
                .http1Config(
                    Http1Config.custom().setMaxHeaderCount(200).setMaxLineLength(16_384).build())
                .build())
        // Strict, because the lax pool never forgets a host.
        .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.STRICT)
        .setOffLockDisposalEnabled(true)
        .setMaxConnPerRoute(atOnce)
        .setMaxConnTotal(2 * atOnce)
        .setDefaultConnectionConfig(
            ConnectionConfig.custom()
                .setConnectTimeout(longest)
                .setSocketTimeout(longest)
                .setValidateAfterInactivity(TimeValue.ofSeconds(2))
                // Follows a server that moves to another address.
                .setTimeToLive(TimeValue.ofMinutes(5))
                .build())
        .build();
  }

  /// The library logs whole requests with their credentials when its log level is low, which no
  /// operator who lowers the level of everything expects.
  private static void silenceLibrary() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.getLogger("org.apache.hc").setLevel(Level.WARN);
    }
  }
}
