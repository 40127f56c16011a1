package dev.brass.bench.nodes;

import dev.brass.bench.crash.Receiver;
import dev.brass.bench.crash.Secrets;
import dev.brass.bench.nodes.Basket.Fate;
import dev.brass.bench.nodes.Basket.Trouble;
import dev.brass.testkit.mail.Mailbox;
import dev.brass.testkit.shop.HttpShop;
import dev.brass.testkit.shop.ShopOrder;
import dev.brass.testkit.shop.Treatment;
import dev.brass.testkit.stripe.FakeStripe;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// All that keeps its own books, whatever the database forgets: shops, the card processor, the
/// customers' mailbox, the clients' receivers of webhooks. Thread-safe.
final class Outside implements AutoCloseable {

  /// How an answer is lost.
  private static final List<Treatment> DOUBTS =
      List.of(
          Treatment.TAKE_AND_DROP,
          Treatment.DROP,
          Treatment.TAKE_AND_HANG,
          Treatment.HANG,
          Treatment.TAKE_AND_FAIL,
          Treatment.FAIL);

  private final Map<Shop, HttpShop> shops = new EnumMap<>(Shop.class);
  private final FakeStripe stripe = new FakeStripe(InstantSource.system(), FakeStripe.LIVE_KEY);
  private final Mailbox mailbox = Mailbox.open();
  private final Receiver receiver;

  private Outside(Receiver receiver) {
    this.receiver = receiver;
    for (Shop shop : Shop.values()) {
      // So long that a purchase is often under way when something happens.
      shops.put(shop, HttpShop.open(InstantSource.system()).takes(Duration.ofMillis(5)));
    }
  }

  static Outside open(Secrets secrets) throws IOException {
    return new Outside(Receiver.open(secrets));
  }

  /// An order in the book of a shop.
  record Sale(Shop shop, ShopOrder order) {

    String product() {
      return order.lines().getFirst().productId();
    }

    boolean isCancelled() {
      return order.state() == ShopOrder.State.CANCELLED;
    }
  }

  HttpShop shop(Shop shop) {
    return Objects.requireNonNull(shops.get(shop));
  }

  InetSocketAddress address(Shop shop) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), shop(shop).port());
  }

  /// All books.
  List<Sale> sales() {
    List<Sale> sales = new ArrayList<>();
    shops.forEach((shop, open) -> open.orders().forEach(order -> sales.add(new Sale(shop, order))));
    return sales;
  }

  /// What a person finds who looks for a product in a shop's book.
  Optional<ShopOrder> sale(Shop shop, String product) {
    return shop(shop).orders().stream()
        .filter(order -> order.lines().getFirst().productId().equals(product))
        .findFirst();
  }

  FakeStripe stripe() {
    return stripe;
  }

  Mailbox mailbox() {
    return mailbox;
  }

  Receiver receiver() {
    return receiver;
  }

  /// Sees to it that a basket meets what it is to meet; somebody else's may meet it instead.
  void prepare(Basket basket) {
    for (int i = 0; i < basket.items().size(); i++) {
      Basket.Item item = basket.items().get(i);
      if (item.fate() == Fate.DOUBTED) {
        shop(item.shop()).next(DOUBTS.get((basket.number() + i) % DOUBTS.size()));
      }
    }
    Trouble trouble = basket.trouble();
    if (trouble != null) {
      stripe.next(
          switch (trouble) {
            case ANSWER_LOST -> FakeStripe.Fault.ANSWER_LOST;
            case REQUEST_LOST -> FakeStripe.Fault.REQUEST_LOST;
            case UNAVAILABLE -> FakeStripe.Fault.UNAVAILABLE;
          },
          "POST /v1/payment_intents");
    }
  }

  /// What a server must be told of all but the shops, which each node reaches by ways of its own.
  Map<String, String> settings() {
    return Map.of(
        "BRASS_STRIPE_SECRET_KEY", FakeStripe.LIVE_KEY,
        "BRASS_STRIPE_BASE", stripe.base().toString(),
        "BRASS_STRIPE_NETWORK_ID", "profile_fake",
        "BRASS_MAIL_HOST", "127.0.0.1",
        "BRASS_MAIL_PORT", Integer.toString(mailbox.port()),
        "BRASS_MAIL_TLS", "none",
        "BRASS_MAIL_FROM", "Example Shop <orders@shop.example>",
        "BRASS_HTTP_PUBLIC_URL", "https://shop.example");
  }

  @Override
  public void close() {
    shops.values().forEach(HttpShop::close);
    stripe.close();
    mailbox.close();
    receiver.close();
  }
}
