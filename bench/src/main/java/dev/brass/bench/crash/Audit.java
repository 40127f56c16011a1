package dev.brass.bench.crash;

import dev.brass.bench.crash.AuditRepository.BookRow;
import dev.brass.bench.crash.AuditRepository.MessageRow;
import dev.brass.bench.crash.AuditRepository.OrderRow;
import dev.brass.bench.crash.AuditRepository.TryRow;
import dev.brass.server.order.OrderAudit;
import dev.brass.server.order.OrderId;
import dev.brass.server.order.OrderKey;
import dev.brass.server.personal.PersonalData;
import dev.brass.server.secret.Sealer;
import dev.brass.server.tenant.TenantId;
import dev.brass.server.wallet.WalletAudit;
import dev.brass.spi.ErrorCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// What is checked of a database: after each death what must hold at every moment, and at the end,
/// when all has come to rest, all that was promised.
final class Audit {

  /// How often an order is tried in the simulation; see [CrashSimulation].
  static final int MOST_ATTEMPTS = 10;

  private static final int SCARCE_UNITS = 25;
  private static final int MOST_STORIES = 10;

  private final Ledger ledger;
  private final OrderAudit orderAudit;
  private final WalletAudit walletAudit;
  private final AuditRepository repository;
  private final List<String> flaws = new ArrayList<>();
  private final Set<OrderKey> concerned = new HashSet<>();

  Audit(Jdbi jdbi, Sealer sealer, Ledger ledger) {
    this.ledger = ledger;
    this.orderAudit = new OrderAudit(jdbi, sealer);
    this.walletAudit = new WalletAudit(jdbi);
    this.repository = new AuditRepository(jdbi, new PersonalData(sealer));
  }

  /// What was wrong.
  List<String> flaws() {
    return List.copyOf(flaws);
  }

  /// All that is known of the first orders that something was wrong with, a line each.
  List<String> stories() {
    return concerned.stream()
        .limit(MOST_STORIES)
        .flatMap(key -> orderAudit.story(key).stream())
        .toList();
  }

  /// What must hold whenever the server died.
  void atAnyMoment() {
    orderAudit
        .flaws()
        .forEach(
            flaw -> {
              flaws.add("order %s: %s".formatted(flaw.order().id(), flaw.what()));
              concerned.add(flaw.order());
            });
    walletAudit
        .flaws()
        .forEach(flaw -> flaws.add("wallet of %s: %s".formatted(flaw.tenant(), flaw.what())));
    promisesAreKept(repository.orders());
    nothingIsBoughtTwice(book());
  }

  private void promisesAreKept(List<OrderRow> orders) {
    Map<String, OrderRow> byKey = byKey(orders);
    Map<Integer, UUID> promised = ledger.promised();
    for (Purchase purchase : ledger.purchases()) {
      UUID order = promised.get(purchase.number());
      if (order == null) {
        continue;
      }
      OrderRow row = byKey.get(purchase.key());
      if (row == null) {
        flaws.add("LOST: order %s of %s is not there".formatted(order, purchase));
      } else if (!row.id().equals(order)) {
        flaw(row, "it was made for %s, to whom order %s was promised".formatted(purchase, order));
      }
    }
  }

  private static Map<String, OrderRow> byKey(List<OrderRow> orders) {
    Map<String, OrderRow> byKey = new HashMap<>();
    orders.forEach(row -> byKey.put(Objects.requireNonNullElse(row.key(), ""), row));
    return byKey;
  }

  private List<BookRow> book() {
    return repository.book(String.valueOf(Wish.SCARCE.product()));
  }

  private void nothingIsBoughtTwice(List<BookRow> book) {
    Map<UUID, BookRow> byOrder = new HashMap<>();
    Map<UUID, BookRow> byAttempt = new HashMap<>();
    Map<String, BookRow> byProduct = new HashMap<>();
    for (BookRow entry : book) {
      BookRow sameAttempt = byAttempt.putIfAbsent(entry.attemptId(), entry);
      BookRow sameOrder = byOrder.putIfAbsent(entry.orderId(), entry);
      if (sameAttempt != null || sameOrder != null) {
        flaws.add("TWICE: %s and %s".formatted(sameOrder, entry));
        repository.orders().stream()
            .filter(row -> row.id().equals(entry.orderId()))
            .forEach(row -> concerned.add(key(row)));
      }
      // Each purchase has a product of its own, so that a member of a bundle is recognised.
      for (String product : entry.products().split(" ", -1)) {
        BookRow sameProduct =
            Purchases.isOwn(product) ? byProduct.putIfAbsent(product, entry) : null;
        if (sameProduct != null) {
          flaws.add("TWICE: %s is in %s and %s".formatted(product, sameProduct, entry));
        }
      }
    }
  }

  /// What must hold when nothing is under way any more.
  ///
  /// @return how many orders ended how
  Map<String, Integer> atTheEnd(Receiver receiver) {
    atAnyMoment();
    List<OrderRow> orders = repository.orders();
    long bought = orders.stream().filter(row -> !row.isBundle()).count();
    if (bought != ledger.begun()) {
      flaws.add("there are %d orders of %d purchases".formatted(bought, ledger.begun()));
    }
    Map<String, OrderRow> byKey = byKey(orders);
    Map<String, Integer> ends = new TreeMap<>();
    for (Purchase purchase : ledger.purchases()) {
      OrderRow row = byKey.get(purchase.key());
      if (row != null) {
        ends.merge(row.error() == null ? row.state() : "failed: " + row.error(), 1, Integer::sum);
        end(purchase, row);
      } else {
        flaws.add("LOST: %s has no order".formatted(purchase));
      }
    }
    Map<UUID, OrderRow> byId = new HashMap<>();
    orders.forEach(row -> byId.put(row.id(), row));
    books(byId);
    MessageAudit messages = new MessageAudit(receiver);
    flaws.addAll(messages.flaws(repository.messages(), byId));
    repository.left().forEach(row -> flaws.add("left over: " + row));
    return ends;
  }

  private void end(Purchase purchase, OrderRow row) {
    boolean cancelled = ledger.cancelled().contains(row.id());
    boolean right =
        switch (row.state()) {
          case "placed" ->
              !cancelled && purchase.wish().mayBePlaced() && !purchase.wish().isCalledOff();
          case "cancelled_by_retailer" -> purchase.wish().isCalledOff();
          case "cancelled" -> purchase.cancels();
          case "failed" -> !cancelled && mayFail(purchase, row);
          default -> false;
        };
    if (!right) {
      flaw(
          row,
          "%s%s ended as %s %s"
              .formatted(
                  purchase,
                  cancelled ? ", whose cancel was acknowledged," : "",
                  row.state(),
                  row.error()));
    }
  }

  private static boolean mayFail(Purchase purchase, OrderRow row) {
    ErrorCode code = ErrorCode.valueOf(String.valueOf(row.error()));
    // The attempts of a member of a bundle are the bundle's.
    boolean outOfAttempts =
        code == ErrorCode.INTERNAL_ERROR
            && (row.attempts() >= MOST_ATTEMPTS || purchase.wish().isBundled());
    return purchase.wish().mayFailWith(code) || outOfAttempts;
  }

  /// The store's book and our orders tell the same story.
  private void books(Map<UUID, OrderRow> orders) {
    Map<UUID, TryRow> attempts = repository.attempts();
    Map<UUID, BookRow> byOrder = new HashMap<>();
    int scarce = 0;
    for (BookRow entry : book()) {
      byOrder.put(entry.orderId(), entry);
      scarce += entry.scarce();
      OrderRow row = orders.get(entry.orderId());
      if (row == null) {
        flaws.add("the store has %s of an order that nobody made".formatted(entry));
      } else {
        check(entry, row, attempts.get(entry.attemptId()));
      }
    }
    for (OrderRow row : orders.values()) {
      boolean placed = row.state().equals("placed") || row.state().equals("cancelled_by_retailer");
      BookRow entry = byOrder.get(buyer(row, orders));
      if (placed && (entry == null || !entry.number().equals(row.numbers()))) {
        flaw(row, "it is placed as %s, and the store has %s".formatted(row.numbers(), entry));
      }
    }
    int sold = scarce;
    repository.stock(String.valueOf(Wish.SCARCE.product())).stream()
        .filter(left -> left != SCARCE_UNITS - sold)
        .forEach(left -> flaws.add("%d of 25 were sold, and %d are left".formatted(sold, left)));
  }

  /// The order that the store knows: the bundle, for those that were bought by one.
  private static UUID buyer(OrderRow row, Map<UUID, OrderRow> orders) {
    return orders.values().stream()
        .filter(other -> other.isBundle() && other.state().startsWith("placed"))
        .filter(bundle -> bundle.members().contains(row.id().toString()))
        .map(OrderRow::id)
        .findFirst()
        .orElse(row.id());
  }

  private void check(BookRow entry, OrderRow row, @Nullable TryRow attempt) {
    if (attempt == null || !attempt.orderId().equals(row.id())) {
      flaw(row, "the store has it by the attempt %s, unknown here".formatted(entry.attemptId()));
      return;
    }
    if (row.maxPrice() > 0 && entry.total() > row.maxPrice()) {
      flaw(row, "the store sold it for %d".formatted(entry.total()));
    }
    boolean told =
        switch (row.state()) {
          case "placed", "cancelled_by_retailer" -> attempt.status().equals("placed");
          case "failed" ->
              String.valueOf(row.error()).equals(ErrorCode.ORDER_PROBABLY_PLACED.name())
                  && attempt.status().equals("in_doubt");
          default -> false;
        };
    if (!told) {
      flaw(
          row,
          "the store has it as %s, and here it is %s %s with the attempt %s"
              .formatted(entry.number(), row.state(), row.error(), attempt.status()));
    }
  }

  private void flaw(OrderRow row, String what) {
    flaws.add("order %s: %s".formatted(row.id(), what));
    concerned.add(key(row));
  }

  private static OrderKey key(OrderRow row) {
    return new OrderKey(new TenantId(row.tenantId()), new OrderId(row.id()));
  }

  AuditRepository repository() {
    return repository;
  }

  /// The messages of the outbox, beside what the receivers heard.
  private record MessageAudit(Receiver receiver) {

    List<String> flaws(List<MessageRow> messages, Map<UUID, OrderRow> orders) {
      List<String> flaws = new ArrayList<>(receiver.flaws());
      Map<UUID, Map<String, Integer>> counts = new HashMap<>();
      Set<UUID> known = new HashSet<>();
      for (MessageRow message : messages) {
        known.add(message.id());
        if (message.signed()) {
          counts
              .computeIfAbsent(message.orderId(), _ -> new TreeMap<>())
              .merge(message.event(), 1, Integer::sum);
        }
        delivery(message, flaws);
      }
      receiver.messages().stream()
          .filter(id -> !known.contains(id))
          .forEach(id -> flaws.add("message %s was sent and is not stored".formatted(id)));
      orders
          .values()
          .forEach(
              row -> {
                Map<String, Integer> expected = expected(row);
                Map<String, Integer> found = new TreeMap<>(counts.getOrDefault(row.id(), Map.of()));
                found.remove("order.tracking_received");
                if (!found.equals(expected)) {
                  flaws.add(
                      "order %s (%s) has the messages %s instead of %s"
                          .formatted(row.id(), row.state(), found, expected));
                }
              });
      return flaws;
    }

    private void delivery(MessageRow message, List<String> flaws) {
      Receiver.Heard heard = receiver.heard(message.id()).orElse(null);
      if (heard == null || !heard.answered()) {
        flaws.add(
            "message %s (%s) of order %s never arrived: %s after %d deliveries"
                .formatted(
                    message.id(),
                    message.event(),
                    message.orderId(),
                    message.outcome(),
                    message.deliveries()));
        return;
      }
      if (!heard.body().equals(message.body()) || !heard.event().equals(message.event())) {
        flaws.add("message %s is not stored as it was sent".formatted(message.id()));
      }
      if (!message.outcome().equals("DELIVERED")) {
        flaws.add("message %s arrived and is %s".formatted(message.id(), message.outcome()));
      }
      if (message.deliveries() != message.lastNumber()) {
        flaws.add(
            "message %s has %d deliveries, the last of them number %d"
                .formatted(message.id(), message.deliveries(), message.lastNumber()));
      }
    }

    /// Nobody is told of a bundle.
    private static Map<String, Integer> expected(OrderRow row) {
      Map<String, Integer> expected = new TreeMap<>();
      if (row.isBundle()) {
        return expected;
      }
      expected.put("order.started", 1);
      switch (row.state()) {
        case "placed" -> {
          expected.put("order.placed", 1);
          if (row.delivered()) {
            expected.put("order.delivered", 1);
          }
        }
        case "failed" -> expected.put("order.failed", 1);
        case "cancelled" -> expected.put("order.cancelled", 1);
        case "cancelled_by_retailer" -> {
          expected.put("order.placed", 1);
          expected.put("order.cancelled", 1);
        }
        default -> {}
      }
      return expected;
    }
  }
}
