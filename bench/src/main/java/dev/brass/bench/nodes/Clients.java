package dev.brass.bench.nodes;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// The clients of the simulation: so many that each buy one basket after the other, as long as they
/// are told to begin more, and send again first what the server may have forgotten. Thread-safe.
final class Clients implements AutoCloseable {

  private static final long IDLE_MILLIS = 20;

  private final Baskets baskets;
  private final Promises promises;
  private final Outside outside;
  private final Shopper shopper;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private volatile boolean over;
  private int next;
  private int flood;
  private int may;
  private int busy;

  /// Lets them begin, which they may do nothing before [#mayBegin].
  ///
  /// @param count how many purchases are under way at a time
  Clients(int count, Baskets baskets, Promises promises, Outside outside, Shopper shopper) {
    this.baskets = baskets;
    this.promises = promises;
    this.outside = outside;
    this.shopper = shopper;
    for (int i = 0; i < count; i++) {
      threads.execute(this::shop);
    }
  }

  /// Lets them begin purchases until there are so many orders more.
  synchronized void mayBegin(int orders) {
    may += orders;
  }

  /// Lets them go on until so many orders were begun in all.
  synchronized void mayReach(int orders) {
    may = Math.max(may, orders - promises.orders());
  }

  /// So many others buy at the store that is paced, all at once.
  void flood(int orders) {
    for (int i = 0; i < orders; i++) {
      Basket basket;
      synchronized (this) {
        basket = baskets.flood(flood++);
        busy++;
      }
      promises.begun(basket);
      threads.execute(() -> buy(basket));
    }
  }

  /// Whether they have an answer to all that they may begin.
  synchronized boolean areServed() {
    return may <= 0 && busy == 0 && !promises.hasAgain();
  }

  private void shop() {
    try {
      while (!over) {
        Basket basket = nextBasket();
        if (basket == null) {
          Thread.sleep(IDLE_MILLIS);
        } else {
          buy(basket);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized @Nullable Basket nextBasket() {
    Basket again = promises.nextAgain();
    if (again != null) {
      busy++;
      return again;
    }
    if (may <= 0) {
      return null;
    }
    Basket basket = baskets.get(next++);
    may -= basket.items().size();
    busy++;
    promises.begun(basket);
    outside.prepare(basket);
    return basket;
  }

  private void buy(Basket basket) {
    try {
      shopper.buy(basket);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      promises.flaw(basket + ": " + e);
    } finally {
      synchronized (this) {
        busy--;
      }
    }
  }

  /// Ends them, whatever they wait for.
  @Override
  public void close() {
    over = true;
    threads.shutdownNow();
    threads.close();
  }
}
