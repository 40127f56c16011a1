package dev.brass.server.connect;

import dev.brass.server.egress.GuardedDns;
import dev.brass.spi.StoreException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// A cache of HTTP clients, one per recently used proxy, with their connections. Thread-safe.
///
/// An evicted client is closed when it is no longer in use, so that there can briefly be more than
/// the limit. A proxy's name is looked up before each call, and only a permitted address is passed
/// to the client: a name whose answer changes between check and connection (DNS rebinding) has no
/// effect.
final class ProxyClients implements AutoCloseable {

  private final GuardedDns names;
  private final int most;
  private final @Nullable SSLContext tls;
  private final Map<ProxyUrl, Kept> clients = new LinkedHashMap<>(16, 0.75f, true);

  /// No clients yet.
  ///
  /// @param most the maximum number of cached clients
  /// @param tls the trust settings for stores; null for the JDK's certificates
  ProxyClients(GuardedDns names, int most, @Nullable SSLContext tls) {
    this.names = names;
    this.most = most;
    this.tls = tls;
  }

  private static final class Kept {
    final HttpClient client;
    final OneProxy selector;
    int users;

    Kept(HttpClient client, OneProxy selector) {
      this.client = client;
      this.selector = selector;
    }
  }

  /// Selects the last permitted address of the proxy for every URI: no call bypasses the proxy.
  private static final class OneProxy extends ProxySelector {
    private volatile InetSocketAddress address;

    OneProxy(InetSocketAddress address) {
      this.address = address;
    }

    @Override
    public List<Proxy> select(URI uri) {
      return List.of(new Proxy(Proxy.Type.HTTP, address));
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException e) {
      // The caller gets the error.
    }
  }

  /// Runs a call with the client of a proxy.
  ///
  /// @throws StoreException when the proxy has no permitted address
  <T> T with(ProxyUrl proxy, Function<HttpClient, T> call) {
    InetSocketAddress address = address(proxy);
    Kept kept;
    List<HttpClient> unused;
    synchronized (clients) {
      kept = clients.computeIfAbsent(proxy, _ -> opened(address));
      kept.selector.address = address;
      kept.users++;
      unused = makeRoom();
    }
    unused.forEach(HttpClient::shutdownNow);
    try {
      return call.apply(kept.client);
    } finally {
      synchronized (clients) {
        kept.users--;
      }
    }
  }

  private InetSocketAddress address(ProxyUrl proxy) {
    try {
      return names.resolve(proxy.host(), proxy.port()).getFirst();
    } catch (UnknownHostException e) {
      throw StoreException.notSent("no way to the proxy " + proxy + ": " + e.getMessage(), e);
    }
  }

  private Kept opened(InetSocketAddress address) {
    OneProxy selector = new OneProxy(address);
    return new Kept(JdkStoreHttp.client(selector, tls), selector);
  }

  private List<HttpClient> makeRoom() {
    List<HttpClient> unused = new ArrayList<>();
    Iterator<Kept> eldestFirst = clients.values().iterator();
    for (int over = clients.size() - most; over > 0 && eldestFirst.hasNext(); ) {
      Kept kept = eldestFirst.next();
      if (kept.users == 0) {
        eldestFirst.remove();
        unused.add(kept.client);
        over--;
      }
    }
    return unused;
  }

  int size() {
    synchronized (clients) {
      return clients.size();
    }
  }

  @Override
  public void close() {
    List<HttpClient> open;
    synchronized (clients) {
      open = clients.values().stream().map(kept -> kept.client).toList();
      clients.clear();
    }
    open.forEach(HttpClient::shutdownNow);
    open.forEach(HttpClient::close);
  }
}
