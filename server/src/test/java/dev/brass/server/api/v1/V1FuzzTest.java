package dev.brass.server.api.v1;

import static dev.brass.server.api.v1.ClassicRequests.CALLER;
import static dev.brass.server.api.v1.ClassicRequests.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Reply;
import dev.brass.server.api.Router;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/// Whatever a client sends, the answer is an error object of the documents or an order.
class V1FuzzTest {

  private static final Set<Integer> STATUSES = Set.of(200, 400, 403);
  private static final int DEEPEST = 3;

  private final MemoryDesk desk = new MemoryDesk();
  private final Router router =
      new Router(List.of(new V1Api(_ -> CALLER, desk, ClassicRequests.reader(), 200)));

  private void isAnswered(String body) {
    Reply reply =
        router.handle(
            new ApiRequest(
                "r",
                "POST",
                "/v1/orders",
                Map.of(),
                Map.of("authorization", "Basic eDo="),
                new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)),
                1_000_000));

    assertThat(reply.status()).as(body).isIn(STATUSES);
    JsonNode answer = JSON.readTree(reply.body());
    if (reply.status() == 200) {
      assertThat(answer.propertyNames()).containsExactly("request_id");
    } else {
      assertThat(answer.get("_type").stringValue()).isEqualTo("error");
      assertThat(answer.get("code").stringValue())
          .isIn(
              "invalid_json",
              "invalid_request",
              "invalid_card_number",
              "invalid_expiration_date",
              "invalid_security_code",
              "invalid_payment_method",
              "invalid_shipping_method",
              "invalid_address",
              "mismatching_retailer",
              "unknown_retailer",
              "unsupported_product_id",
              "unauthorized_access");
    }
  }

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
  void answersAnyText(@ForAll String body) {
    isAnswered(body);
  }

  @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
  void answersAnyJson(@ForAll("values") JsonNode body) {
    isAnswered(JSON.writeValueAsString(body));
  }

  /// The seed's order with some of its values, at any depth, replaced by anything.
  @Property(tries = 2000, edgeCases = EdgeCasesMode.NONE)
  void answersTheSeedsOrderWithAnythingInIt(@ForAll("edits") List<Edit> edits) {
    ObjectNode order = ClassicRequests.seedOrder();
    edits.forEach(edit -> edit.apply(order));

    isAnswered(JSON.writeValueAsString(order));
  }

  /// The value at one place of an order becomes another one, or goes.
  private record Edit(int place, JsonNode value, boolean removes) {

    void apply(ObjectNode order) {
      List<Runnable> edits = new ArrayList<>();
      collect(order, edits);
      edits.get(Math.floorMod(place, edits.size())).run();
    }

    private void collect(JsonNode at, List<Runnable> edits) {
      switch (at) {
        case ObjectNode object ->
            object
                .properties()
                .forEach(
                    property -> {
                      String name = property.getKey();
                      edits.add(
                          () -> {
                            if (removes) {
                              object.remove(name);
                            } else {
                              object.set(name, value);
                            }
                          });
                      collect(property.getValue(), edits);
                    });
        case ArrayNode array -> {
          for (int i = 0; i < array.size(); i++) {
            int index = i;
            edits.add(() -> array.set(index, value));
            collect(array.get(i), edits);
          }
        }
        default -> {}
      }
    }
  }

  @Provide
  Arbitrary<List<Edit>> edits() {
    return Combinators.combine(Arbitraries.integers(), values(), Arbitraries.of(true, false))
        .as(Edit::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(4);
  }

  @Provide
  Arbitrary<JsonNode> values() {
    return values(DEEPEST);
  }

  private static Arbitrary<JsonNode> values(int depth) {
    if (depth == 0) {
      return scalars();
    }
    Arbitrary<JsonNode> inner = values(depth - 1);
    return Arbitraries.oneOf(
        scalars(),
        inner.list().ofMaxSize(4).map(V1FuzzTest::array),
        Arbitraries.maps(names(), inner).ofMaxSize(5).map(V1FuzzTest::object));
  }

  private static Arbitrary<JsonNode> scalars() {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    return Arbitraries.oneOf(
        Arbitraries.strings().ofMaxLength(20).map(nodes::stringNode),
        Arbitraries.of("amazon", "New", "cheapest", "US", "http://a.test", "price", "\u0000")
            .map(nodes::stringNode),
        Arbitraries.longs().map(nodes::numberNode),
        Arbitraries.bigDecimals().map(nodes::numberNode),
        Arbitraries.of("1e999999", "-1e-400", "1e300", "0e-999999", "1e99999999999")
            .map(number -> (JsonNode) nodes.rawValueNode(new RawValue(number))),
        Arbitraries.of(true, false).map(nodes::booleanNode),
        Arbitraries.just(nodes.nullNode()));
  }

  private static Arbitrary<String> names() {
    return Arbitraries.oneOf(
        Arbitraries.strings().ofMaxLength(12),
        Arbitraries.of(
            "retailer",
            "products",
            "product_id",
            "quantity",
            "variants",
            "seller_selection_criteria",
            "condition_in",
            "shipping",
            "shipping_method",
            "payment_method",
            "use_gift",
            "number",
            "webhooks",
            "order_placed",
            "client_notes",
            "promo_codes",
            "code",
            "po_number",
            "max_price",
            "idempotency_key",
            "addax"));
  }

  private static JsonNode array(List<JsonNode> items) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    items.forEach(array::add);
    return array;
  }

  private static JsonNode object(Map<String, JsonNode> properties) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    properties.forEach(object::set);
    return object;
  }
}
