package dev.brass.server.e2e;

import dev.brass.server.api.v1.ClassicRequests;
import dev.brass.server.e2e.Client.Answer;
import dev.brass.spi.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// A code that the classic API answers by itself, without asking a shop, and what the current API
/// answers in the same case. The reference of error codes is printed from it and proven by it.
///
/// @param fromSeed whether seed 002 has the code
/// @param how the request that is answered so, in words
/// @param asked the same request
/// @param current what the current API says; null where it has no such case
record DoorError(
    String code,
    boolean fromSeed,
    String meaning,
    String how,
    int status,
    Function<Callers, Answer> asked,
    @Nullable Current current) {

  /// The answer of the current API.
  ///
  /// @param pointer where in the body the word is
  record Current(int status, String pointer, String word, Function<Callers, Answer> asked) {
    String shown() {
      return switch (pointer) {
        case "/status" -> "`status`: `" + word + "`";
        case "/detail/0/type" -> status + ", `detail[].type`: `" + word + "`";
        default -> status + ", `code`: `" + word + "`";
      };
    }
  }

  /// Clients of one tenant, with keys of all kinds and orders in all needed states.
  ///
  /// @param waiting an order that waits for its second attempt, by its `request_id`
  /// @param stopped an order that waits for a person
  /// @param aborted an order that was cancelled
  record Callers(
      Client classic,
      Client readOnlyClassic,
      Client current,
      Client readOnlyCurrent,
      Client stranger,
      String waiting,
      String stopped,
      String aborted) {}

  private static final String ADDRESS = "Tim Beaver, 77 Massachusetts Avenue, Cambridge, MA 02139";

  private static final String UNKNOWN = "0".repeat(32);

  static List<DoorError> all() {
    return List.of(
        new DoorError(
            "aborted_request",
            false,
            "The order was cancelled before anything was bought.",
            "`GET` of an order that was cancelled",
            200,
            callers -> order(callers.classic(), callers.aborted()),
            new Current(
                200, "/status", "cancelled", callers -> currentOrder(callers, callers.aborted()))),
        new DoorError(
            "attempting_to_cancel",
            false,
            "The retailer received the cancellation request and has not decided yet; its decision"
                + " replaces this.",
            "`GET /v1/cancellations/…` of an order with `client_notes.scenario`: `{\"cancel\":"
                + " \"granted_later\"}`",
            200,
            callers -> cancelling(callers.classic()),
            null),
        byPages(
            "invalid_address",
            "An address that is one text lacks something, or could mean two things.",
            "https://www.amazon.com/dp/B07XYZ1234",
            "77 Massachusetts Avenue, Cambridge, MA 02139"),
        new DoorError(
            "insufficient_zma_balance",
            false,
            "The balance is lower than the order's `max_price`, the operator's account pays the store,"
                + " and the server's setting `wallet.mode` is `prepaid`.",
            "`POST` with `addax`: `true`, and no `payment_method`, `billing_address` and"
                + " `retailer_credentials`",
            402,
            callers -> callers.classic().post("/v1/orders", ClassicRequests.addaxOrder()),
            null),
        refused(
            "invalid_card_number",
            "The card's number has a wrong check digit, or is no number.",
            "payment_method.number",
            "\"4242424242424241\""),
        new DoorError(
            "invalid_client_token",
            true,
            "The client token is missing, unknown, revoked or expired.",
            "any request with another user name than a client token",
            401,
            callers -> order(callers.stranger(), UNKNOWN),
            new Current(
                401, "/code", "unauthorized", callers -> callers.stranger().get("/orders"))),
        refused(
            "invalid_expiration_date",
            "The card's expiry is no month of a year.",
            "payment_method.expiration_month",
            "13"),
        new DoorError(
            "invalid_json",
            true,
            "The body is no JSON.",
            "`POST` of `{\"retailer\": \"amazon\",}`",
            400,
            callers -> callers.classic().post("/v1/orders", "{\"retailer\": \"amazon\",}"),
            new Current(
                422,
                "/detail/0/type",
                "json_invalid",
                callers -> callers.current().post("/orders", "{\"products\": [,]}"))),
        new DoorError(
            "invalid_payment_method",
            true,
            "The retailer has no such way to pay.",
            "`POST` with `retailer`: `\"costco\"`, `payment_method`: `{\"use_gift\":true}`",
            400,
            callers ->
                callers
                    .classic()
                    .post(
                        "/v1/orders",
                        ClassicRequests.seedOrderWith("retailer", "\"costco\"")
                            .set(
                                "payment_method",
                                Client.JSON.createObjectNode().put("use_gift", true))),
            new Current(
                400,
                "/code",
                "invalid_payment_method",
                callers ->
                    callers
                        .current()
                        .post(
                            "/orders",
                            anyOrder()
                                .set(
                                    "payment",
                                    Client.JSON.createObjectNode().put("mode", "card"))))),
        new DoorError(
            "invalid_request",
            true,
            "Attributes are missing or wrong; `data.errors` names each of them.",
            "`POST` of `{}`",
            400,
            callers -> callers.classic().post("/v1/orders", "{}"),
            new Current(
                422,
                "/detail/0/type",
                "missing",
                callers -> callers.current().post("/orders", "{}"))),
        new DoorError(
            "invalid_request_id",
            true,
            "There is no such order, or it is somebody else's.",
            "`GET /v1/orders/" + UNKNOWN + "`",
            404,
            callers -> order(callers.classic(), UNKNOWN),
            new Current(404, "/code", "not_found", callers -> currentOrder(callers, UNKNOWN))),
        refused(
            "invalid_security_code",
            "The card's security code is not three or four digits.",
            "payment_method.security_code",
            "\"12\""),
        new DoorError(
            "invalid_shipping_method",
            true,
            "There is no shipping method of this name.",
            "`POST` with `shipping_method`: `\"teleport\"` and no `shipping`",
            400,
            callers ->
                callers
                    .classic()
                    .post("/v1/orders", BadOrder.base().put("shipping_method", "teleport")),
            null),
        new DoorError(
            "manual_review_required",
            true,
            "A person must act at the retailer; `data.required_action` says what. The order then"
                + " goes on when an operator resumes it, and fails after seven days.",
            "`GET` of an order with "
                + BadOrder.byProductId(ErrorCode.MANUAL_REVIEW_REQUIRED).how(),
            200,
            callers -> order(callers.classic(), callers.stopped()),
            new Current(
                200,
                "/status",
                "in_progress",
                callers -> currentOrder(callers, callers.stopped()))),
        byPages(
            "mismatching_retailer",
            "The pages of the products are of several retailers, or not of the `retailer` that the"
                + " order names.",
            "https://www.amazon.com/dp/B07XYZ1234\", \"https://www.walmart.com/ip/15949610",
            ADDRESS),
        new DoorError(
            "request_processing",
            true,
            "The order is not finished yet.",
            "`GET` of an order that is waiting or being placed, such as one with "
                + BadOrder.byProductId(ErrorCode.INTERNAL_ERROR).how()
                + ", which is tried again after a while",
            200,
            callers -> order(callers.classic(), callers.waiting()),
            new Current(
                200,
                "/status",
                "in_progress",
                callers -> currentOrder(callers, callers.waiting()))),
        new DoorError(
            "return_in_progress",
            false,
            "A return of these products is under way; `data` says which, and `cancel_pending` calls it"
                + " off first.",
            "`GET /v1/returns/…` of the second return of the same products",
            200,
            callers -> returningTwice(callers.classic()),
            null),
        new DoorError(
            "unauthorized_access",
            true,
            "The token may not do that: it is one for reading.",
            "`POST` with a token of scope `read`",
            403,
            callers -> callers.readOnlyClassic().post("/v1/orders", ClassicRequests.seedOrder()),
            new Current(
                403,
                "/code",
                "forbidden",
                callers -> callers.readOnlyCurrent().post("/orders", anyOrder()))),
        byPages(
            "unknown_retailer",
            "The page of a product is of no retailer that takes orders here.",
            "https://www.example.com/dp/B07XYZ1234",
            ADDRESS),
        byPages(
            "unsupported_product_id",
            "No product id can be read from the page of a retailer.",
            "https://www.amazon.com/gp/bestsellers",
            ADDRESS));
  }

  private static DoorError refused(String code, String meaning, String path, String json) {
    return new DoorError(
        code,
        true,
        meaning,
        "`POST` with `" + path + "`: `" + json + "`",
        400,
        callers -> callers.classic().post("/v1/orders", ClassicRequests.seedOrderWith(path, json)),
        null);
  }

  private static DoorError byPages(String code, String meaning, String url, String address) {
    String body = "{\"products\": [\"" + url + "\"], \"shipping_address\": \"" + address + "\"}";
    return new DoorError(
        code,
        false,
        meaning,
        "`POST` of `" + body + "`",
        400,
        callers -> callers.classic().post("/v1/orders", body),
        null);
  }

  private static ObjectNode anyOrder() {
    return CurrentRequests.order("https://www.amazon.com/dp/B07XYZ1234");
  }

  private static Answer order(Client client, String requestId) {
    return client.get("/v1/orders/" + requestId);
  }

  private static Answer currentOrder(Callers callers, String requestId) {
    return callers.current().get("/orders/" + CurrentRequests.orderId(requestId));
  }

  private static Answer cancelling(Client classic) {
    String order = placed(classic, Map.of("cancel", "granted_later"));
    return errand(classic, "/v1/orders/" + order + "/cancel", "", "/v1/cancellations/");
  }

  private static Answer returningTwice(Client classic) {
    String path = "/v1/orders/" + placed(classic, Map.of()) + "/return";
    String body =
        """
        {"products": [{"product_id": "0923568964", "quantity": 1}], "reason_code": "damaged",
         "method_code": "UPS Dropoff", "explanation": "It is broken."}
        """;
    errand(classic, path, body, "/v1/returns/");
    return errand(classic, path, body, "/v1/returns/");
  }

  private static String placed(Client classic, Map<String, String> scenario) {
    ObjectNode order = ClassicRequests.seedOrder();
    order.putObject("client_notes").putPOJO("scenario", scenario);
    String id = classic.post("/v1/orders", order.toString()).has(200).text("/request_id");
    classic.until("/v1/orders/" + id, answer -> answer.text("/_type").equals("order_response"));
    return id;
  }

  private static Answer errand(Client classic, String asking, String body, String result) {
    String id = classic.post(asking, body).has(200).text("/request_id");
    return classic.until(result + id, answer -> !answer.text("/code").equals("request_processing"));
  }
}
