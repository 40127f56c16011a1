package dev.brass.server.api.v1;

import dev.brass.server.api.Reply;
import dev.brass.server.order.OrderId;
import java.util.HexFormat;
import java.util.UUID;

/// Ids of orders and after-sales tasks as the classic API spells them: 32 lower-case hexadecimal
/// digits, called `request_id`. They are the digits of the UUID.
final class V1Ids {

  private static final int DIGITS = 32;

  private V1Ids() {}

  static String requestId(OrderId id) {
    return requestId(id.value());
  }

  static String requestId(UUID id) {
    return id.toString().replace("-", "");
  }

  /// The answer to what became an order.
  static Reply reply(OrderId id) {
    return reply(id.value());
  }

  /// The answer to what became a request.
  static Reply reply(UUID id) {
    return Reply.json(200, V1Json.write(V1Json.object().put("request_id", requestId(id))));
  }

  /// The answer that an idempotency key has got before, which says so in a header: to the client it
  /// is the same answer.
  static Reply again(UUID id) {
    return again(reply(id));
  }

  static Reply again(Reply reply) {
    return reply.with("Idempotent-Replayed", "true");
  }

  /// The order's id.
  ///
  /// @throws V1Problem when it is no `request_id`, in the same words as for one that nobody has
  static OrderId order(String requestId) {
    return new OrderId(id(requestId));
  }

  /// The id of anything.
  ///
  /// @throws V1Problem when it is no `request_id`, in the same words as for one that nobody has
  static UUID id(String requestId) {
    if (requestId.length() != DIGITS || !requestId.chars().allMatch(V1Ids::isDigit)) {
      throw unknown();
    }
    return new UUID(
        HexFormat.fromHexDigitsToLong(requestId, 0, DIGITS / 2),
        HexFormat.fromHexDigitsToLong(requestId, DIGITS / 2, DIGITS));
  }

  /// The answer to an id that is malformed, that nobody has, or that another tenant has: which of
  /// these it is stays unsaid.
  static V1Problem unknown() {
    return new V1Problem(
        V1Code.INVALID_REQUEST_ID,
        "There is no request with this request_id; it is the 32 hexadecimal digits that the POST"
            + " answered.");
  }

  private static boolean isDigit(int c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  }
}
