package dev.brass.bench.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The clients of a simulation: so many that each buy one thing after the other, as long as they
/// are told to begin more. They neither know nor care which of the server's lives answers them.
final class Clients implements AutoCloseable {

  private final int count;
  private final Secrets secrets;
  private final Receiver receiver;
  private final Ledger ledger;
  private final Purchases purchases;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore permits = new Semaphore(0);
  private final AtomicInteger next = new AtomicInteger();
  private volatile boolean over;
  private @Nullable Shopper shopper;

  /// Clients that do not know the server yet.
  ///
  /// @param count how many purchases are under way at a time
  Clients(long seed, int count, Secrets secrets, Receiver receiver, Ledger ledger) {
    this.count = count;
    this.secrets = secrets;
    this.receiver = receiver;
    this.ledger = ledger;
    this.purchases = new Purchases(seed, secrets, receiver);
  }

  /// Whether they have ever met the server.
  boolean isOpen() {
    return shopper != null;
  }

  /// Registers for webhooks at the server and lets the clients begin.
  ///
  /// @param keys the server's `keys.json`
  void open(String base, Path keys) throws IOException, InterruptedException {
    JsonNode file = JsonMapper.shared().readTree(Files.readString(keys));
    for (String key : List.of("client_token", "api_key", "test_api_key", "admin_key")) {
      secrets.add(file.get(key).asString());
    }
    Shopper opened =
        new Shopper(
            base,
            new Shopper.Keys(
                file.get("client_token").asString(),
                file.get("api_key").asString(),
                file.get("test_api_key").asString()),
            ledger);
    for (boolean test : List.of(true, false)) {
      String secret = opened.register(test, receiver.endpoint());
      secrets.add(secret);
      receiver.signedWith(secret);
    }
    shopper = opened;
    for (int i = 0; i < count; i++) {
      threads.execute(() -> shop(opened));
    }
  }

  /// Lets them begin so many more purchases.
  void mayBegin(int more) {
    permits.release(more);
  }

  /// Whether they have begun all that they may, and have an answer to each.
  boolean areServed() {
    return permits.availablePermits() == 0 && ledger.answers() >= ledger.begun();
  }

  private void shop(Shopper shopping) {
    try {
      while (!over) {
        permits.acquire();
        Purchase purchase = purchases.get(next.getAndIncrement());
        ledger.begun(purchase);
        if (purchase.twice()) {
          threads.execute(() -> buy(shopping, purchase));
        }
        buy(shopping, purchase);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void buy(Shopper shopping, Purchase purchase) {
    try {
      shopping.buy(purchase);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      ledger.flaw(purchase + ": " + e);
    }
  }

  /// Moves the sandbox's time, if the server listens.
  void moveClock(Duration by) throws InterruptedException {
    if (shopper != null) {
      shopper.moveClock(by);
    }
  }

  /// What is wrong with what the channels say of the orders when all is over.
  List<String> standings() throws InterruptedException {
    Shopper shopping = opened();
    List<String> flaws = new ArrayList<>();
    Map<Integer, UUID> promised = ledger.promised();
    for (Purchase purchase : ledger.purchases()) {
      UUID order = promised.get(purchase.number());
      if (order != null) {
        Shopper.Standing standing = shopping.standing(purchase, order);
        if (standing != null && standing.underWay()) {
          flaws.add("%s (order %s) has no outcome".formatted(purchase, order));
        }
      }
    }
    return flaws;
  }

  /// Sends every fifth purchase again: its key gives the same order for good, and no other one.
  List<String> repetitions() throws InterruptedException {
    Shopper shopping = opened();
    List<String> flaws = new ArrayList<>();
    Map<Integer, UUID> promised = ledger.promised();
    for (Purchase purchase : ledger.purchases()) {
      UUID order = promised.get(purchase.number());
      if (order != null && purchase.number() % 5 == 0) {
        UUID again = shopping.submit(purchase);
        if (!order.equals(again)) {
          flaws.add("%s made order %s and, sent again, %s".formatted(purchase, order, again));
        }
      }
    }
    return flaws;
  }

  private Shopper opened() {
    if (shopper == null) {
      throw new IllegalStateException("the clients never met the server");
    }
    return shopper;
  }

  /// Ends them, whatever they wait for.
  @Override
  public void close() {
    over = true;
    threads.shutdownNow();
    if (shopper != null) {
      shopper.close();
    }
    threads.close();
  }
}
