package dev.brass.server.api.v1;

import dev.brass.server.api.Reply;
import dev.brass.server.order.OrderId;
import java.util.HexFormat;
import java.util.UUID;

/// Ids of orders and after-sales tasks in the classic API: 32 lower-case hexadecimal digits, called
/// `request_id`. They are the digits of the UUID.
final class V1Ids {

  private static final int DIGITS = 32;

  private V1Ids() {}

  static String requestId(OrderId id) {
    return requestId(id.value());
  }

  static String requestId(UUID id) {
    return id.toString().replace("-", "");
  }

  /// The answer for a new order.
  static Reply reply(OrderId id) {
    return reply(id.value());
  }

  /// The answer for a new request.
  static Reply reply(UUID id) {
    return Reply.json(200, V1Json.write(new V1Wire.RequestId(requestId(id))));
  }

  /// The answer of an earlier request with the same idempotency key, marked by a header: for the
  /// client it is the same answer.
  static Reply again(UUID id) {
    return again(reply(id));
  }

  static Reply again(Reply reply) {
    return reply.with("Idempotent-Replayed", "true");
  }

  /// The order's id.
  ///
  /// @throws V1Problem when it is not a `request_id`, in the same words as for an unknown id
  static OrderId order(String requestId) {
    return new OrderId(id(requestId));
  }

  /// The id of anything.
  ///
  /// @throws V1Problem when it is not a `request_id`, in the same words as for an unknown id
  static UUID id(String requestId) {
    if (requestId.length() != DIGITS || !requestId.chars().allMatch(V1Ids::isDigit)) {
      throw unknown();
    }
    return new UUID(
        HexFormat.fromHexDigitsToLong(requestId, 0, DIGITS / 2),
        HexFormat.fromHexDigitsToLong(requestId, DIGITS / 2, DIGITS));
  }

  /// The answer to an id that is malformed, unknown, or another tenant's: it does not reveal which.
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
