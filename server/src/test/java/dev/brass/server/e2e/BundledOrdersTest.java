package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.api.v1.ClassicRequests;
import dev.brass.server.e2e.Client.Answer;
import dev.brass.server.webhook.HookReceiver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Order bundling as its seed describes it (seed 002), over HTTP and with the clock moved.
class BundledOrdersTest {

  @RegisterExtension static final WholeServer server = WholeServer.perClass(Map.of());

  private static final String PROCESSING = "request_processing";

  /// Products of the sandbox by the price of their buy box in cents; each is given once.
  private static final Map<Integer, List<String>> PRODUCTS = new java.util.HashMap<>();

  private static synchronized String product(Client classic, int cents) {
    for (int i = PRODUCTS.values().stream().mapToInt(List::size).sum(); i < 2_000; i++) {
      List<String> known = PRODUCTS.getOrDefault(cents, List.of());
      if (!known.isEmpty()) {
        return known.removeFirst();
      }
      String id = "B0BUNDL" + (1_000 + looked++);
      int price =
          classic.get("/v1/products/" + id + "?retailer=amazon").json().get("price").asInt();
      PRODUCTS.computeIfAbsent(price, _ -> new ArrayList<>()).add(id);
    }
    throw new AssertionError("no product costs " + cents);
  }

  private static int looked;

  private static ObjectNode bundled(String product) {
    ObjectNode order = ClassicRequests.seedOrder().put("bundled", true);
    order.remove(List.of("is_gift", "gift_message", "max_price"));
    ObjectNode line = order.putArray("products").addObject();
    line.put("product_id", product).put("quantity", 1);
    line.putObject("seller_selection_criteria").put("buy_box", true);
    return order;
  }

  private static String submit(Client classic, ObjectNode order) {
    return classic.post("/v1/orders", order.toString()).has(200).text("/request_id");
  }

  private static String submit(Client classic, int cents) {
    return submit(classic, bundled(product(classic, cents)));
  }

  private static Answer placed(Client classic, String id) {
    Answer answer = classic.until("/v1/orders/" + id, a -> !a.text("/code").equals(PROCESSING));
    assertThat(answer.text("/_type")).as(answer.body()).isEqualTo("order_response");
    return answer;
  }

  private static String merchantOrder(Answer placed) {
    return placed.text("/merchant_order_ids/0/merchant_order_id");
  }

  /// An order that came after it is through, so that this one was surely looked at.
  private static void stillWaits(Client classic, String id) {
    placed(classic, submit(classic, ClassicRequests.seedOrder()));
    assertThat(classic.get("/v1/orders/" + id).text("/code")).isEqualTo(PROCESSING);
  }

  @Test
  void ordersOf20And30And10LaunchAsOneStoreOrderWhenTheThirdArrives() {
    Client classic = Customer.of(server.running()).classic();
    ObjectNode elsewhere = bundled(product(classic, 2999));
    ClassicRequests.set(elsewhere, "shipping_address.city", "\"Portland\"");
    ClassicRequests.set(elsewhere, "shipping_address.state", "\"OR\"");
    ClassicRequests.set(elsewhere, "shipping_address.zip_code", "\"97201\"");
    String first = submit(classic, 1999);
    String second = submit(classic, elsewhere);
    stillWaits(classic, first);
    stillWaits(classic, second);

    String third = submit(classic, 999);

    List<Answer> placed =
        List.of(first, second, third).stream().map(id -> placed(classic, id)).toList();
    assertThat(placed)
        .extracting(BundledOrdersTest::merchantOrder)
        .containsOnly(merchantOrder(placed.getFirst()));
    assertThat(placed)
        .extracting(answer -> answer.json().at("/price_components/subtotal").asInt())
        .containsExactly(1999, 2999, 999);
    assertThat(placed)
        .allSatisfy(
            answer ->
                assertThat(answer.json().at("/merchant_order_ids/0/product_ids"))
                    .isEqualTo(array(answer.text("/request/products/0/product_id"))));

    classic.advance("P4D");
    List<String> numbers = new ArrayList<>();
    for (String id : List.of(first, second, third)) {
      Answer arrived =
          classic.until(
              "/v1/orders/" + id, a -> a.text("/tracking/0/delivery_status").equals("Delivered"));
      assertThat(arrived.json().get("tracking")).hasSize(1);
      assertThat(arrived.json().at("/tracking/0/product_ids"))
          .isEqualTo(array(arrived.text("/request/products/0/product_id")));
      numbers.add(arrived.text("/tracking/0/tracking_number"));
    }
    // One parcel for each address: the first and the third go to the same.
    assertThat(numbers.get(0)).isEqualTo(numbers.get(2)).isNotEqualTo(numbers.get(1));
    // No client sees the order that bought for them.
    assertThat(classic.get("/v1/orders?limit=100").json())
        .allSatisfy(order -> assertThat(order.at("/request/retailer").asString()).isNotEmpty());
    assertThat(classic.post("/v1/orders/" + first + "/cancel", "").has(400).text("/message"))
        .contains("3 bundled requests");
  }

  private static JsonNode array(String text) {
    return Client.JSON.createArrayNode().add(text);
  }

  @Test
  void twoOrdersOfTheSameProductNeverShareOne() {
    Client classic = Customer.of(server.running()).classic();
    String product = product(classic, 2999);
    String first = submit(classic, bundled(product));
    String same = submit(classic, bundled(product));
    stillWaits(classic, first);
    stillWaits(classic, same);
    String other = submit(classic, 2999);
    assertThat(merchantOrder(placed(classic, other)))
        .isEqualTo(merchantOrder(placed(classic, first)));
    stillWaits(classic, same);
    classic.advance("PT6H1M");
    assertThat(merchantOrder(placed(classic, same)))
        .isNotEqualTo(merchantOrder(placed(classic, first)));
  }

  @Test
  void anOrderThatHasWaitedForSixHoursGoesAlone() {
    Client classic = Customer.of(server.running()).classic();
    String id = submit(classic, 999);
    classic.advance("PT5H59M");
    stillWaits(classic, id);
    classic.advance("PT2M");
    assertThat(placed(classic, id).json().at("/price_components/subtotal").asInt()).isEqualTo(999);
  }

  @Test
  void oneOrderThatIsWorthEnoughNeedNotWait() {
    Client classic = Customer.of(server.running()).classic();
    ObjectNode order = bundled(product(classic, 2999));
    ClassicRequests.set(order, "products[0].quantity", "2");
    placed(classic, submit(classic, order));
  }

  @Test
  void ordersOfOtherAccountsAndTokensWaitForThemselves() {
    Client classic = Customer.of(server.running()).classic();
    Client stranger = Customer.of(server.running()).classic();
    ObjectNode other = bundled(product(classic, 2999));
    ClassicRequests.set(other, "retailer_credentials.email", "\"other@b.test\"");
    String first = submit(classic, 2999);
    String second = submit(classic, other);
    String third = submit(stranger, 2999);
    stillWaits(classic, first);
    stillWaits(classic, second);
    stillWaits(stranger, third);
  }

  @Test
  void aMemberThatCannotBeBoughtLeavesTheBundleWithoutFailingTheOthers() {
    Client classic = Customer.of(server.running()).classic();
    try (HookReceiver hooks = HookReceiver.onLoopback()) {
      ObjectNode bad = bundled(product(classic, 2999));
      ClassicRequests.set(bad, "shipping_address.address_line1", "\"1 Unreachable Island\"");
      bad.putObject("webhooks").put("request_failed", hooks.url("/failed"));
      ClassicRequests.set(bad, "shipping_address.country", "\"AQ\"");
      String refused = submit(classic, bad);
      String good = submit(classic, 2999);
      Answer failed =
          classic.until("/v1/orders/" + refused, a -> !a.text("/code").equals(PROCESSING));
      assertThat(failed.text("/_type")).as(failed.body()).isEqualTo("error");
      stillWaits(classic, good);
      classic.advance("PT6H1M");
      placed(classic, good);
      Awaitility.await().until(() -> hooks.requests().size() == 1);
      assertThat(hooks.requests().getFirst().body()).isEqualTo(failed.body());
    }
  }

  @Test
  void whatNobodySellsFailsWhileItWaits() {
    Client classic = Customer.of(server.running()).classic();
    String id = submit(classic, bundled("NO-OFFERS-bundled"));
    Answer failed = classic.until("/v1/orders/" + id, a -> !a.text("/code").equals(PROCESSING));
    assertThat(failed.text("/code")).isEqualTo("product_unavailable");
  }

  @Test
  void anAbortedOrderLeavesTheQueue() {
    Client classic = Customer.of(server.running()).classic();
    String aborted = submit(classic, 2999);
    stillWaits(classic, aborted);
    assertThat(classic.post("/v1/orders/" + aborted + "/abort", "").has(200).text("/code"))
        .isEqualTo("aborted_request");
    String next = submit(classic, 2999);
    stillWaits(classic, next);
  }

  @Test
  void aBundleWhoseAnswerIsLostIsBoughtOnce() {
    Client classic = Customer.of(server.running()).classic();
    ObjectNode lost = bundled(product(classic, 2999));
    lost.putObject("client_notes").putObject("scenario").put("place", "commit_then_timeout");
    String first = submit(classic, lost);
    String second = submit(classic, 2999);
    assertThat(merchantOrder(placed(classic, first)))
        .isEqualTo(merchantOrder(placed(classic, second)));
  }

  @Test
  void onlyWhereTheDocumentsSaySo() {
    Client classic = Customer.of(server.running()).classic();
    ObjectNode order = bundled("1").put("retailer", "walmart");
    assertThat(classic.post("/v1/orders", order.toString()).has(400).text("/data/errors/0/field"))
        .isEqualTo("bundled");
  }
}
