package dev.brass.bench.crash;

import dev.brass.bench.crash.Purchase.Door;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The endless list of purchases of a seed.
final class Purchases {

  /// How the ids of products begin at a retailer whose ids are numbers.
  private static final String NUMERIC = "77077";

  private static final JsonMapper JSON = JsonMapper.shared();

  /// Few, so that orders of one log-in wait for each other.
  private static final int LOG_INS = 5;

  private static final long CAP = 99_999_00;
  private static final List<String> V1_RETAILERS = List.of("amazon", "walmart", "newegg");

  private final long seed;
  private final Secrets secrets;
  private final Receiver receiver;

  Purchases(long seed, Secrets secrets, Receiver receiver) {
    this.seed = seed;
    this.secrets = secrets;
    this.receiver = receiver;
  }

  Purchase get(int number) {
    SplittableRandom random = new SplittableRandom(seed * 1_000_003 + number);
    Wish wish = wish(random);
    // Products of the sandbox that misbehave are named by id, which only the classic API takes.
    Door channel = wish.isClassic() || random.nextInt(2) == 0 ? Door.V1 : Door.V2;
    String key = "sim-%016x-%06d".formatted(seed, number);
    boolean cancels = channel == Door.V2 && wish == Wish.PLAIN && random.nextInt(4) == 0;
    boolean twice = random.nextInt(8) == 0;
    boolean test = channel == Door.V2 && random.nextInt(4) == 0;
    String body =
        channel == Door.V1 ? v1(number, key, wish, random) : v2(number, key, wish, random);
    return new Purchase(number, key, channel, test, wish, body, cancels, twice);
  }

  private static Wish wish(SplittableRandom random) {
    int sum = 0;
    for (Wish wish : Wish.values()) {
      sum += wish.weight();
    }
    int drawn = random.nextInt(sum);
    for (Wish wish : Wish.values()) {
      drawn -= wish.weight();
      if (drawn < 0) {
        return wish;
      }
    }
    throw new IllegalStateException("weights do not add up");
  }

  private String v1(int number, String key, Wish wish, SplittableRandom random) {
    // One retailer for the scarce, whose stock is the retailer's.
    String retailer =
        wish.isClassic() ? "amazon" : V1_RETAILERS.get(random.nextInt(V1_RETAILERS.size()));
    ObjectNode order = JSON.createObjectNode();
    order.put("idempotency_key", key);
    order.put("retailer", retailer);
    ObjectNode product = order.putArray("products").addObject();
    product.put("product_id", wish.product() == null ? ordinary(number) : wish.product());
    product.put("quantity", 1);
    order.put("max_price", CAP);
    address(order.putObject("shipping_address"), number).put("zip_code", "02139");
    order.putObject("shipping").put("order_by", "price").put("max_days", 30);
    if (wish.isBundled()) {
      bundled(order);
    } else if (wish.isFunded()) {
      order.put("addax", true);
      // The clock is moved by more than the usual four hours while the server is dead.
      order.put("addax_queue_timeout", Duration.ofDays(100).toSeconds());
    } else {
      byCard(order, number, random);
    }
    webhooks(order.putObject("webhooks"), random);
    notes(order.putObject("client_notes"), number, wish);
    return JSON.writeValueAsString(order);
  }

  private void byCard(ObjectNode order, int number, SplittableRandom random) {
    order
        .putObject("payment_method")
        .put("name_on_card", "Ben Bitdiddle")
        .put("number", secrets.card(number))
        .put("security_code", "737")
        .put("expiration_month", 1)
        .put("expiration_year", 2035);
    address(order.putObject("billing_address"), number).put("zip_code", "02139");
    order
        .putObject("retailer_credentials")
        .put("email", "buyer-%d@example.com".formatted(random.nextInt(LOG_INS)))
        .put("password", secrets.password(number));
  }

  /// Bought together are only orders of one account that are paid alike.
  private void bundled(ObjectNode order) {
    order.put("bundled", true);
    order.putObject("payment_method").put("use_account_payment_defaults", true);
    order
        .putObject("retailer_credentials")
        .put("email", "bundler@example.com")
        .put("password", secrets.password(0));
  }

  private void webhooks(ObjectNode webhooks, SplittableRandom random) {
    webhooks.put("request_succeeded", receiver.url(Receiver.Manner.ANY, random));
    webhooks.put("request_failed", receiver.url(Receiver.Manner.ANY, random));
    ArrayNode tracking = webhooks.putArray("tracking_obtained");
    tracking.add(receiver.url(Receiver.Manner.PROMPT, random));
    tracking.add(receiver.url(Receiver.Manner.FLAKY, random));
    if (random.nextInt(8) == 0) {
      webhooks.put("status_updated", receiver.url(Receiver.Manner.ANY, random));
    }
  }

  private static String v2(int number, String key, Wish wish, SplittableRandom random) {
    ObjectNode order = JSON.createObjectNode();
    order.put("idempotency_key", key);
    ObjectNode product = order.putArray("products").addObject();
    product.put(
        "url",
        random.nextBoolean()
            ? "https://www.walmart.com/ip/thing/" + NUMERIC + "%05d".formatted(number % 100_000)
            : "https://www.amazon.com/dp/" + ordinary(number));
    product.put("quantity", 1 + random.nextInt(3));
    order.put("max_price", CAP);
    address(order.putObject("shipping_address"), number).put("postal_code", "02139");
    notes(order.putObject("metadata"), number, wish);
    return JSON.writeValueAsString(order);
  }

  /// Whether a product is one that exactly one purchase wants.
  static boolean isOwn(String product) {
    return product.startsWith("B0SIM") || product.startsWith(NUMERIC);
  }

  private static String ordinary(int number) {
    return "B0SIM%05d".formatted(number % 100_000);
  }

  private static ObjectNode address(ObjectNode address, int number) {
    return address
        .put("first_name", "Tim")
        .put("last_name", "Beaver " + (char) ('A' + number % 26))
        .put("address_line1", "77 Massachusetts Avenue")
        .put("city", "Cambridge")
        .put("state", "MA")
        .put("country", "US")
        .put("phone_number", "5551230101");
  }

  private static void notes(ObjectNode notes, int number, Wish wish) {
    notes.put("purchase", number);
    if (wish.scenario() != null) {
      notes.set("scenario", JSON.readTree(wish.scenario()));
    }
  }
}
