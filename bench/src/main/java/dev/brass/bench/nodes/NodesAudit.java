package dev.brass.bench.nodes;

import dev.brass.bench.crash.Receiver;
import dev.brass.bench.nodes.Basket.Channel;
import dev.brass.bench.nodes.Basket.Fate;
import dev.brass.bench.nodes.Basket.Item;
import dev.brass.bench.nodes.NodesRepository.CardRow;
import dev.brass.bench.nodes.NodesRepository.OrderRow;
import dev.brass.bench.nodes.NodesRepository.WalletRow;
import dev.brass.bench.nodes.Outside.Sale;
import dev.brass.server.order.OrderAudit;
import dev.brass.server.order.OrderId;
import dev.brass.server.order.OrderKey;
import dev.brass.server.tenant.TenantId;
import dev.brass.server.wallet.WalletAudit;
import dev.brass.testkit.mail.Mailbox.Letter;
import dev.brass.testkit.stripe.FakePayment;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/// What is checked when all has come to rest: that the books of stores, wallets, cards and messages
/// tell the same story as the orders, and that nobody's order is lost.
final class NodesAudit {

  /// How often an order is tried in the simulation.
  static final int MOST_ATTEMPTS = 10;

  private static final int MOST_STORIES = 6;

  private final NodesRepository repository;
  private final Promises promises;
  private final Outside outside;
  private final Shopper shopper;
  private final List<String> flaws = new ArrayList<>();
  private final List<OrderKey> concerned = new ArrayList<>();
  private final List<String> stories = new ArrayList<>();
  private final Map<String, OrderRow> byProduct = new HashMap<>();
  private final Map<UUID, OrderRow> byId = new HashMap<>();
  private final Map<String, List<Sale>> sold = new HashMap<>();

  NodesAudit(NodesRepository repository, Promises promises, Outside outside, Shopper shopper) {
    this.repository = repository;
    this.promises = promises;
    this.outside = outside;
    this.shopper = shopper;
  }

  /// What was wrong.
  List<String> flaws() {
    return List.copyOf(flaws);
  }

  /// All that is known of the first orders that something was wrong with.
  List<String> stories() {
    return List.copyOf(stories);
  }

  /// Looks at everything.
  ///
  /// @return how many orders ended how
  Map<String, Integer> run() throws SQLException, InterruptedException {
    outside.sales().forEach(s -> sold.computeIfAbsent(s.product(), _ -> new ArrayList<>()).add(s));
    for (OrderRow row : repository.orders()) {
      byId.put(row.id(), row);
      OrderRow before = byProduct.put(row.product(), row);
      if (before != null) {
        flaw(row, "there is another order %s of the same product".formatted(before.id()));
      }
    }
    nothingIsBoughtTwice();
    Map<String, Integer> ends = promisesAreKept();
    wallets();
    cards();
    messages();
    repository.strays().forEach(stray -> flaws.add("stray purchase " + stray));
    repository.ask(
        jdbi -> {
          OrderAudit orders = new OrderAudit(jdbi, repository.sealer(jdbi));
          orders
              .flaws()
              .forEach(f -> flaws.add("order %s: %s".formatted(f.order().id(), f.what())));
          new WalletAudit(jdbi)
              .flaws()
              .forEach(f -> flaws.add("wallet of %s: %s".formatted(f.tenant(), f.what())));
          concerned.stream().limit(MOST_STORIES).forEach(key -> stories.addAll(orders.story(key)));
          return true;
        });
    return ends;
  }

  private void nothingIsBoughtTwice() {
    Set<String> references = new HashSet<>();
    for (Map.Entry<String, List<Sale>> entry : sold.entrySet()) {
      List<Sale> counted = entry.getValue().stream().filter(s -> !s.isCancelled()).toList();
      for (Sale sale : counted) {
        if (!references.add(sale.order().reference())) {
          twice(entry.getKey(), "the same attempt is there twice: " + sale);
        }
      }
      if (counted.size() > 1) {
        twice(entry.getKey(), entry.getKey() + " is there more than once: " + counted);
      }
      if (!byProduct.containsKey(entry.getKey())) {
        flaws.add("a store has %s, and there is no order of it".formatted(counted));
      }
    }
  }

  private void twice(String product, String what) {
    flaws.add(NodesReport.TWICE + ": " + what);
    OrderRow row = byProduct.get(product);
    if (row != null) {
      concerned.add(key(row));
    }
  }

  private Map<String, Integer> promisesAreKept() throws InterruptedException {
    Map<String, Integer> ends = new TreeMap<>();
    for (Basket basket : promises.baskets()) {
      Promises.Kept kept = promises.kept(basket);
      if (kept == null) {
        flaws.add("%s: %s has no answer".formatted(NodesReport.LOST, basket));
        continue;
      }
      while (!shopper.look(kept)) {
        Thread.sleep(100);
      }
      Promises.Kept known = promises.kept(basket);
      for (Item item : basket.items()) {
        String end = end(basket, item, known == null ? kept : known);
        ends.merge(end, 1, Integer::sum);
      }
    }
    return ends;
  }

  private String end(Basket basket, Item item, Promises.Kept kept) throws InterruptedException {
    OrderRow row = byProduct.get(item.product());
    if (!kept.answer().hasOrders()) {
      if (row != null) {
        flaw(row, "its client was told that there is no order");
      }
      return item.fate() == Fate.CARD_REFUSED ? "card refused" : "given back";
    }
    String promised = kept.answer().orders().get(item.product());
    if (row == null || promised == null) {
      flaws.add(
          "%s: %s of %s was answered with order %s, and there is %s"
              .formatted(NodesReport.LOST, item, basket, promised, row));
      return "lost";
    }
    if (!row.id().toString().equals(promised)) {
      flaw(row, "%s of %s was answered with order %s".formatted(item, basket, promised));
    }
    if (!row.isFinal()) {
      lost(row, item + " has no final outcome");
      return row.state();
    }
    String told = shopper.standing(kept, promised);
    if (!told.equals(row.state())) {
      flaw(row, "it is %s, and its client is told: %s".formatted(row.state(), told));
    }
    outcome(item, row);
    return row.error() == null ? row.state() : "failed: " + row.error();
  }

  private void outcome(Item item, OrderRow row) {
    Sale sale =
        sold.getOrDefault(item.product(), List.of()).stream()
            .filter(s -> !s.isCancelled())
            .findFirst()
            .orElse(null);
    if (row.state().equals("placed")) {
      if (sale == null || !row.numbers().equals(sale.order().number())) {
        flaw(row, "it is placed as %s, and the store has %s".formatted(row.numbers(), sale));
      }
      return;
    }
    if (sale != null) {
      flaw(row, "it is %s, and the store has %s".formatted(row.state(), sale));
    }
    if (!row.state().equals("failed") || !mayFail(item, row)) {
      flaw(row, "%s ended as %s %s".formatted(item, row.state(), row.error()));
    }
  }

  private static boolean mayFail(Item item, OrderRow row) {
    boolean outOfAttempts = row.attempts() >= MOST_ATTEMPTS;
    boolean byAWord = item.shop() == Shop.BLIND;
    return item.fate() == Fate.SOLD_OUT
        ? "PRODUCT_UNAVAILABLE".equals(row.error())
        : "INTERNAL_ERROR".equals(row.error()) && (outOfAttempts || byAWord);
  }

  private void wallets() throws SQLException {
    Map<UUID, WalletRow> paid =
        repository.wallets().stream().collect(Collectors.toMap(WalletRow::orderId, row -> row));
    Set<UUID> byCard =
        repository.cards().stream().map(CardRow::orderId).collect(Collectors.toSet());
    for (OrderRow row : byId.values()) {
      WalletRow wallet = paid.get(row.id());
      if (wallet != null && wallet.open() != 0) {
        flaw(row, "it has %d holds without an end".formatted(wallet.open()));
      }
      if (byCard.contains(row.id()) || row.channel().equals("agent")) {
        continue;
      }
      long expected = row.state().equals("placed") ? price(row) : 0;
      long net = wallet == null ? 0 : wallet.paid() - wallet.refunded();
      if (net != expected) {
        flaw(row, "its wallet paid %d, and the store took %d".formatted(net, expected));
      }
    }
  }

  private long price(OrderRow row) {
    return sold.getOrDefault(row.product(), List.of()).stream()
        .filter(s -> !s.isCancelled())
        .mapToLong(s -> s.order().total())
        .sum();
  }

  /// Each order by card is charged once if it is placed, and else not at all; each agent has paid
  /// for what is placed. Nothing is held any more.
  private void cards() throws SQLException {
    Map<String, OrderRow> byPayment = new HashMap<>();
    for (CardRow card : repository.cards()) {
      OrderRow row = card.orderId() == null ? null : byId.get(card.orderId());
      if (row != null) {
        byPayment.put(card.id().toString(), row);
      }
    }
    for (Basket basket : promises.baskets()) {
      String challenge = basket.channel() == Channel.AGENT ? shopper.challenge(basket) : null;
      if (challenge != null) {
        byPayment.put(challenge, byProduct.get(basket.items().getFirst().product()));
      }
    }
    Map<UUID, List<FakePayment>> charged = new HashMap<>();
    for (FakePayment payment : outside.stripe().payments()) {
      String known = payment.metadata().getOrDefault("brass_payment", "");
      OrderRow row = byPayment.get(known);
      if (payment.capturable() > 0) {
        flaws.add("card: %s is still held, for payment %s".formatted(payment.id(), known));
      }
      if (payment.received() > payment.refunded()) {
        if (row == null) {
          flaws.add(
              "card: %s took %d, for payment %s, of which nobody knows"
                  .formatted(payment.id(), payment.received(), known));
        } else {
          charged.computeIfAbsent(row.id(), _ -> new ArrayList<>()).add(payment);
        }
      }
    }
    byPayment.values().stream()
        .filter(row -> row != null)
        .distinct()
        .forEach(row -> charges(row, charged.getOrDefault(row.id(), List.of())));
  }

  private void charges(OrderRow row, List<FakePayment> charges) {
    int expected = row.state().equals("placed") ? 1 : 0;
    if (charges.size() != expected) {
      flaw(
          row,
          "it is %s, and its card was charged %d times: %s"
              .formatted(
                  row.state(), charges.size(), charges.stream().map(FakePayment::id).toList()));
    }
    for (FakePayment charge : charges) {
      long net = charge.received() - charge.refunded();
      if (net < price(row) || net > Baskets.CAP) {
        flaw(row, "its card paid %d, and the store took %d".formatted(net, price(row)));
      }
    }
  }

  /// What the database remembers was delivered at least once.
  private void messages() throws SQLException {
    Receiver receiver = outside.receiver();
    flaws.addAll(receiver.flaws());
    for (NodesRepository.MessageRow message : repository.messages()) {
      boolean heard = receiver.heard(message.id()).map(Receiver.Heard::answered).orElse(false);
      if (!heard || !message.outcome().equals("DELIVERED")) {
        flaws.add(
            "message %s (%s) of order %s is %s, and was%s heard"
                .formatted(
                    message.id(),
                    message.event(),
                    message.orderId(),
                    message.outcome(),
                    heard ? "" : " not"));
      }
    }
    Set<String> letters =
        outside.mailbox().letters().stream().map(Letter::id).collect(Collectors.toSet());
    for (NodesRepository.MailRow mail : repository.mails()) {
      if (!mail.state().equals("sent") || !letters.contains("<" + mail.id() + "@shop.example>")) {
        flaws.add("mail %s is %s and did not come".formatted(mail.id(), mail));
      }
    }
  }

  private void lost(OrderRow row, String what) {
    flaws.add("%s: order %s: %s".formatted(NodesReport.LOST, row.id(), what));
    concerned.add(key(row));
  }

  private void flaw(OrderRow row, String what) {
    flaws.add("order %s: %s".formatted(row.id(), what));
    concerned.add(key(row));
  }

  private static OrderKey key(OrderRow row) {
    return new OrderKey(new TenantId(row.tenantId()), new OrderId(row.id()));
  }
}
