package dev.brass.server.connect;

import dev.brass.spi.Secret;
import dev.brass.spi.StoreException;
import dev.brass.spi.StoreHttp;
import java.io.IOException;
import java.net.http.HttpTimeoutException;
import org.jspecify.annotations.Nullable;

/// The network through a tenant's own proxy. As long as the proxy does not forward a call, the
/// store has seen nothing of it. Thread-safe.
final class ProxiedHttp implements StoreHttp {

  private static final int AUTHENTICATION_REQUIRED = 407;

  private final ProxyClients clients;
  private final ProxyUrl proxy;
  private final LastInstant last;

  /// The network through a proxy.
  ///
  /// @param last checked right before a call is sent, after the lookup of the proxy's name
  ProxiedHttp(ProxyClients clients, ProxyUrl proxy, LastInstant last) {
    this.clients = clients;
    this.proxy = proxy;
    this.last = last;
  }

  @Override
  public Reply send(Call call) {
    Secret<String> authorization = proxy.authorization();
    Reply reply;
    try {
      reply =
          clients.with(proxy, client -> new JdkStoreHttp(client, last, authorization).send(call));
    } catch (StoreException e) {
      if (e.getCause() instanceof NotNow) {
        throw e;
      }
      if (!e.mayHaveArrived() || isBeforeTheStore(e.getCause())) {
        throw StoreException.notSent(
            "no way through the proxy " + proxy + " to " + call.uri().getHost(), e);
      }
      throw e;
    }
    if (reply.status() == AUTHENTICATION_REQUIRED) {
      throw StoreException.notSent(
          "the proxy " + proxy + " does not accept its user name and password",
          new IOException("status 407"));
    }
    return reply;
  }

  /// Whether the proxy did not open a tunnel to the store. The JDK reports that only by these
  /// texts; with others the answer counts as lost, which also never buys twice.
  private static boolean isBeforeTheStore(@Nullable Throwable cause) {
    String message = cause == null ? null : cause.getMessage();
    return message != null
        && (message.startsWith("Tunnel failed, got: ")
            || (cause instanceof HttpTimeoutException
                && message.equals("proxy tunneling CONNECT request timed out")));
  }
}
