package dev.brass.bench.nodes;

import dev.brass.bench.nodes.NodesRepository.OrderRow;
import dev.brass.bench.nodes.Wire.Reply;
import dev.brass.testkit.shop.ShopOrder;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jdbi.v3.core.JdbiException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The operator of the simulation, who does what `docs/guide/restore.md` says: looks at the books
/// of stores that cannot be asked, gives a word on each order that needs it, and releases the
/// server when no order waits any more that may have been forgotten.
final class Operator implements AutoCloseable {

  /// Longer than a request that buys can still be on its way when nothing is silent.
  private static final Duration CALM = Duration.ofSeconds(6);

  private static final Duration BETWEEN = Duration.ofMillis(500);

  private static final int MOST_TOLD = 5;

  private final Wire wire;
  private final String key;
  private final NodesRepository repository;
  private final Promises promises;
  private final Outside outside;
  private final Supplier<Duration> calm;
  private final ReentrantLock history;
  private final Thread thread;
  private volatile boolean over;
  private volatile List<String> awaited = List.of();
  private final AtomicInteger words = new AtomicInteger();
  private final AtomicInteger releases = new AtomicInteger();

  /// Begins to work.
  ///
  /// @param key of the operators' API
  /// @param calm for how long nothing was wrong between nodes and stores
  /// @param history held while the database goes on with another history
  Operator(
      Wire wire,
      String key,
      NodesRepository repository,
      Promises promises,
      Outside outside,
      Supplier<Duration> calm,
      ReentrantLock history) {
    this.wire = wire;
    this.key = key;
    this.repository = repository;
    this.promises = promises;
    this.outside = outside;
    this.calm = calm;
    this.history = history;
    this.thread = Thread.ofVirtual().name("operator").start(this::work);
  }

  /// On how many orders there was a word.
  int words() {
    return words.get();
  }

  /// How often the server was released.
  int releases() {
    return releases.get();
  }

  private void work() {
    try {
      while (!over) {
        Thread.sleep(BETWEEN);
        if (history.tryLock()) {
          try {
            round();
          } catch (SQLException | JdbiException e) {
            // The database is away; the next round comes.
          } finally {
            history.unlock();
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      promises.flaw("the operator gave up: " + e);
    }
  }

  private void round() throws SQLException, InterruptedException {
    long sinceLoss = System.nanoTime() - promises.lastLoss();
    if (calm.get().compareTo(CALM) < 0 || Math.abs(sinceLoss) < CALM.toNanos()) {
      return;
    }
    List<OrderRow> orders = repository.orders();
    for (OrderRow order : orders) {
      if (needsWord(order)) {
        resolve(order);
      }
    }
    if (repository.isRecovering()) {
      List<String> missing = missing(orders);
      awaited = missing.stream().limit(MOST_TOLD).toList();
      if (missing.isEmpty()) {
        release();
      }
    }
  }

  private static boolean needsWord(OrderRow order) {
    boolean cannotBeAsked = order.store().equals(Shop.BLIND.code());
    boolean open =
        order.isProbablyPlaced()
            || "STORE_VERIFICATION".equals(order.action())
            || (cannotBeAsked && order.state().equals("in_doubt"));
    return open && order.rests() > CALM.toSeconds();
  }

  private void resolve(OrderRow order) throws InterruptedException {
    Shop shop = Shop.valueOf(order.store().toUpperCase(Locale.ROOT));
    Optional<ShopOrder> sale = outside.sale(shop, order.product());
    ObjectNode word = word("seen in the shop's book");
    if (sale.isPresent()) {
      word.put("as", "placed")
          .put("merchant_order_id", sale.get().number())
          .put("total", sale.get().total())
          .put("currency", "USD");
    } else {
      word.put("as", "never_placed");
    }
    String path = "/admin/tenants/%s/orders/%s/resolve".formatted(order.tenantId(), order.id());
    Reply reply = wire.once("POST", path, word.toString(), key);
    // 404 and 409: it has moved on; a lost answer: the next round sees what became of it.
    if (reply != null && reply.is2xx()) {
      words.incrementAndGet();
    } else if (reply != null
        && !reply.isServersFault()
        && reply.status() != 404
        && reply.status() != 409) {
      promises.flaw("the word on order %s was answered with %s".formatted(order.id(), reply));
    }
  }

  /// What may have been forgotten and was not sent again, or is not at its end.
  private List<String> missing(List<OrderRow> orders) {
    List<String> products = promises.answeredBefore(promises.lastLoss());
    if (products == null) {
      return List.of("an answer to each order");
    }
    Map<String, OrderRow> byProduct = new HashMap<>();
    orders.forEach(order -> byProduct.put(order.product(), order));
    List<String> missing = new ArrayList<>();
    for (String product : products) {
      OrderRow order = byProduct.get(product);
      if (order == null) {
        missing.add("an order of " + product);
      } else if (!order.isFinal()) {
        missing.add("the end of " + order);
      }
    }
    return missing;
  }

  /// What keeps the operator from releasing the server, some of it.
  List<String> awaited() {
    return awaited;
  }

  private void release() throws InterruptedException {
    Reply reply =
        wire.once(
            "POST", "/admin/recovery/release", word("no order waits any more").toString(), key);
    if (reply != null && reply.is2xx()) {
      releases.incrementAndGet();
    }
  }

  private static ObjectNode word(String note) {
    return JsonMapper.shared().createObjectNode().put("actor", "ann").put("note", note);
  }

  /// Ends its work, once the round that it is in is over.
  @Override
  public void close() {
    over = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
