package dev.brass.server.retailer;

import dev.brass.server.egress.AllowedNetworks;
import dev.brass.server.egress.GuardedDns;
import dev.brass.server.egress.WebAddress;
import dev.brass.spi.Connector;
import dev.brass.spi.RecognizesShops;
import dev.brass.spi.StoreHttp;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/// The platforms of shops that are not set up here, as far as a connector recognizes them by their
/// front page. Thread-safe.
///
/// Any caller may ask, so that a shop is asked once in an hour for all callers together, few are
/// asked at the same time, private addresses never, and other ports than a shop's only where
/// developers run shops of their own.
public final class Platforms implements AutoCloseable {

  private static final Duration KEPT = Duration.ofHours(1);
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final int MOST_KEPT = 1_000;
  private static final int AT_ONCE = 8;

  private final List<Connector> connectors;
  private final Readers readers;
  private final InstantSource clock;
  private final Semaphore reading = new Semaphore(AT_ONCE);

  /// In the order of the last request. Guarded by itself.
  private final Map<String, Known> known = new LinkedHashMap<>(16, 0.75f, true);

  /// The readers of pages.
  ///
  /// @param outside for callers from elsewhere: shops on the public internet
  /// @param here for callers from this machine: their own shops as well
  private record Readers(PageReader outside, PageReader here, boolean anyPortHere) {}

  private record Known(CompletableFuture<Optional<String>> platform, Instant until) {}

  /// Nothing known.
  ///
  /// @param outside names of the public internet
  /// @param here the name lookup for callers from this machine
  /// @param reach of the latter
  public Platforms(
      Collection<Connector> connectors,
      GuardedDns outside,
      GuardedDns here,
      AllowedNetworks reach,
      InstantSource clock) {
    this.connectors = connectors.stream().filter(each -> each instanceof RecognizesShops).toList();
    boolean anyPort = reach != AllowedNetworks.PUBLIC;
    this.readers =
        new Readers(
            new PageReader(outside, false, LIMIT, AT_ONCE),
            new PageReader(here, anyPort, LIMIT, AT_ONCE),
            anyPort);
    this.clock = clock;
  }

  /// The code of a shop's platform; empty when no connector recognizes it, its front page cannot be
  /// read, or too many are being read.
  ///
  /// @param page any page of it, by http or https
  /// @param here whether the caller runs on this machine
  public Optional<String> of(WebAddress page, boolean here) {
    boolean anyPort = here && readers.anyPortHere();
    if (connectors.isEmpty() || (page.port() >= 0 && !anyPort)) {
      return Optional.empty();
    }
    String shop = page.scheme() + "://" + page.authority() + "/";
    String asked = here ? "here " + shop : shop;
    CompletableFuture<Optional<String>> mine = new CompletableFuture<>();
    CompletableFuture<Optional<String>> found = knownOr(asked, mine);
    if (found == mine) {
      ask(here ? readers.here() : readers.outside(), shop, asked, mine);
    }
    return found.join();
  }

  private CompletableFuture<Optional<String>> knownOr(
      String asked, CompletableFuture<Optional<String>> mine) {
    Instant now = clock.instant();
    synchronized (known) {
      Known already = known.get(asked);
      if (already != null && now.isBefore(already.until)) {
        return already.platform;
      }
      known.put(asked, new Known(mine, now.plus(KEPT)));
      if (known.size() > MOST_KEPT) {
        known.remove(known.keySet().iterator().next());
      }
      return mine;
    }
  }

  private void ask(
      PageReader pages, String shop, String asked, CompletableFuture<Optional<String>> answer) {
    if (!reading.tryAcquire()) {
      forget(asked, answer);
      return;
    }
    try {
      answer.complete(pages.read(URI.create(shop)).flatMap(this::recognize));
    } finally {
      reading.release();
      if (!answer.isDone()) {
        forget(asked, answer);
      }
    }
  }

  private void forget(String asked, CompletableFuture<Optional<String>> answer) {
    synchronized (known) {
      known.remove(asked);
    }
    answer.complete(Optional.empty());
  }

  private Optional<String> recognize(StoreHttp.Reply page) {
    return connectors.stream()
        .filter(each -> each instanceof RecognizesShops shops && shops.recognizes(page))
        .map(Connector::platform)
        .findFirst();
  }

  @Override
  public void close() {
    readers.outside().close();
    readers.here().close();
  }
}
