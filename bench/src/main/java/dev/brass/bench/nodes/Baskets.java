package dev.brass.bench.nodes;

import dev.brass.bench.crash.Receiver;
import dev.brass.bench.nodes.Basket.Channel;
import dev.brass.bench.nodes.Basket.Fate;
import dev.brass.bench.nodes.Basket.Item;
import dev.brass.bench.nodes.Basket.Trouble;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The endless list of baskets of a seed.
final class Baskets {

  /// The most that an order may cost, in cents; each costs ten dollars.
  static final long CAP = 2_500;

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final List<Shop> SHOPS = List.of(Shop.values());
  private static final List<Trouble> TROUBLES = List.of(Trouble.values());
  private static final int IN_ONE_UPLOAD = 16;

  /// Numbers from here on are orders for the store that is paced, a flood of them.
  private static final int FLOODS = 1_000_000;

  private final long seed;
  private final Receiver receiver;

  Baskets(long seed, Receiver receiver) {
    this.seed = seed;
    this.receiver = receiver;
  }

  /// An ordinary one.
  Basket get(int number) {
    SplittableRandom random = random(number);
    Channel channel = channel(random.nextInt(100));
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < (channel.isOfMany() ? IN_ONE_UPLOAD : 1); i++) {
      Shop shop = SHOPS.get(random.nextInt(SHOPS.size()));
      items.add(item(number, i, shop, fate(channel, random)));
    }
    return basket(number, channel, items, random);
  }

  /// One of a flood for the store that is paced.
  Basket flood(int number) {
    SplittableRandom random = random(FLOODS + number);
    Channel channel = random.nextBoolean() ? Channel.CLASSIC : Channel.CURRENT;
    return basket(
        FLOODS + number,
        channel,
        List.of(item(FLOODS + number, 0, Shop.PACED, Fate.BOUGHT)),
        random);
  }

  private SplittableRandom random(int number) {
    return new SplittableRandom(seed * 1_000_003 + number);
  }

  private static Channel channel(int percent) {
    if (percent < 36) {
      return Channel.CLASSIC;
    }
    if (percent < 70) {
      return Channel.CURRENT;
    }
    if (percent < 84) {
      return Channel.CARD;
    }
    if (percent < 96) {
      return Channel.AGENT;
    }
    return percent < 98 ? Channel.BULK : Channel.BATCH;
  }

  private static Fate fate(Channel channel, SplittableRandom random) {
    int percent = random.nextInt(100);
    if (percent < 6) {
      return Fate.SOLD_OUT;
    }
    if (percent < 12) {
      return Fate.DOUBTED;
    }
    return percent < 18 && channel == Channel.CARD ? Fate.CARD_REFUSED : Fate.BOUGHT;
  }

  private static Item item(int number, int index, Shop shop, Fate fate) {
    String kind = fate == Fate.SOLD_OUT ? "sold-out" : "thing";
    return new Item("%s-%d-%d".formatted(kind, number, index), shop, fate);
  }

  private Basket basket(int number, Channel channel, List<Item> items, SplittableRandom random) {
    String key = "nodes-%08x-%07d".formatted(seed, number);
    String body =
        switch (channel) {
          case CLASSIC -> classic(key, items.getFirst(), random).toString();
          case CURRENT, AGENT -> current(key, items.getFirst(), random).toString();
          case CARD -> card(key, items.getFirst(), random).toString();
          case BULK -> bulk(key, items).toString();
          case BATCH -> batch(key, items, random).toString();
        };
    boolean paysOutside = channel == Channel.CARD || channel == Channel.AGENT;
    return new Basket(
        number, channel, key, items, body, paysOutside ? trouble(random.nextInt(30)) : null);
  }

  private static @Nullable Trouble trouble(int drawn) {
    return drawn < TROUBLES.size() ? TROUBLES.get(drawn) : null;
  }

  private ObjectNode classic(String key, Item item, SplittableRandom random) {
    ObjectNode order = JSON.createObjectNode();
    order.put("idempotency_key", key).put("retailer", item.shop().code()).put("max_price", CAP);
    order.putArray("products").addObject().put("product_id", item.product()).put("quantity", 1);
    address(order.putObject("shipping_address")).put("zip_code", "02139");
    order.putObject("shipping").put("order_by", "price").put("max_days", 30);
    ObjectNode webhooks = order.putObject("webhooks");
    webhooks.put("request_succeeded", receiver.url(Receiver.Manner.FLAKY, random));
    webhooks.put("request_failed", receiver.url(Receiver.Manner.PROMPT, random));
    return order;
  }

  private static ObjectNode current(String key, Item item, SplittableRandom random) {
    ObjectNode order = JSON.createObjectNode();
    order.put("idempotency_key", key).put("max_price", CAP);
    order
        .putArray("products")
        .addObject()
        .put("url", item.shop().page(item.product()))
        .put("quantity", 1);
    address(order.putObject("shipping_address")).put("postal_code", "02139");
    if (random.nextInt(3) > 0) {
      order.putObject("customer_notifications").put("email", item.product() + "@customer.example");
    }
    return order;
  }

  private static ObjectNode card(String key, Item item, SplittableRandom random) {
    ObjectNode order = current(key, item, random);
    order
        .putObject("payment")
        .put("mode", "card")
        .put(
            "payment_method",
            item.fate() == Fate.CARD_REFUSED ? "pm_card_visa_chargeDeclined" : "pm_card_visa");
    return order;
  }

  private static ObjectNode bulk(String key, List<Item> items) {
    ObjectNode upload = JSON.createObjectNode();
    ArrayNode rows = upload.putArray("rows");
    for (int i = 0; i < items.size(); i++) {
      Item item = items.get(i);
      rows.addObject()
          .put("product_url", item.shop().page(item.product()))
          .put("quantity", "1")
          .put("name", "Ada Lovelace")
          .put("address1", "77 Massachusetts Avenue")
          .put("city", "Cambridge")
          .put("state", "MA")
          .put("zip", "02139")
          .put("phone", "5551230101")
          .put("max_price", Long.toString(CAP))
          // Some rows are known by what they say.
          .put("idempotency_key", i % 4 == 0 ? "" : key + "-" + i);
    }
    return upload;
  }

  private ObjectNode batch(String key, List<Item> items, SplittableRandom random) {
    ObjectNode root = JSON.createObjectNode();
    ObjectNode batch = root.putObject("batch");
    batch.put("mode", "parallel").put("idempotency_key", key);
    ArrayNode operations = batch.putArray("batch_operations");
    for (int i = 0; i < items.size(); i++) {
      Item item = items.get(i);
      boolean classic = i % 2 == 0;
      String own = key + "-" + i;
      operations
          .addObject()
          .put("http_method", "POST")
          .put("path", classic ? "/v1/orders" : "/orders")
          .put("reference", item.product())
          .set("body", classic ? classic(own, item, random) : current(own, item, random));
    }
    return root;
  }

  private static ObjectNode address(ObjectNode address) {
    return address
        .put("first_name", "Ada")
        .put("last_name", "Lovelace")
        .put("address_line1", "77 Massachusetts Avenue")
        .put("city", "Cambridge")
        .put("state", "MA")
        .put("country", "US")
        .put("phone_number", "5551230101");
  }
}
