package dev.brass.server.api.admin;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Reply;
import dev.brass.server.order.Order;
import dev.brass.server.order.Orders;
import dev.brass.server.order.Resolution;
import dev.brass.server.order.Resolved;
import dev.brass.spi.Money;
import java.util.Currency;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// `POST …/orders/{id}/resolve`: the operator's decision about an order in doubt, when the store
/// could not report whether it has it. Send `as` (`placed` with `merchant_order_id`, and `total` in
/// minor units with `currency` if no attempt has its price; `never_placed`; `look_again`), `actor`
/// and `note`. 200 with the updated order; 409 when nothing about it is in doubt, or when
/// `never_placed` cannot be known yet.
final class ResolveOrder {

  private static final long LARGEST_AMOUNT = 999_999_999_999L;
  private static final int LONGEST_NUMBER = 200;

  private final Orders orders;
  private final OrderPaths paths;

  ResolveOrder(Orders orders, OrderPaths paths) {
    this.orders = orders;
    this.paths = paths;
  }

  Reply handle(ApiRequest request) {
    Order order = paths.order(request);
    AdminJson.Body body =
        AdminJson.body(request, "as", "merchant_order_id", "total", "currency", "actor", "note");
    Word word = Word.of(body);
    Resolved resolved =
        orders.resolve(order.key(), resolution(body), word.actor(), word.note()).orElseThrow();
    return switch (resolved) {
      case Resolved.Done(var after) -> AdminJson.reply(200, OrderWire.of(after));
      case Resolved.NotInDoubt(var now) ->
          throw new AdminProblem(
              409,
              "Nothing about the order is in doubt; it is "
                  + StateWire.of(now.state()).name()
                  + ".");
      case Resolved.TooEarly(var until) ->
          throw new AdminProblem(
              409,
              "A request sent to the store may still arrive there, until "
                  + until
                  + ". Look again after that.");
      case Resolved.Incomplete(var why) -> throw new AdminProblem(400, why + ".");
    };
  }

  private static Resolution resolution(AdminJson.Body body) {
    return switch (body.text("as")) {
      case "placed" -> new Resolution.PlacedUnder(number(body), total(body));
      case "never_placed" -> new Resolution.NeverPlaced();
      case "look_again" -> new Resolution.LookAgain();
      default -> throw new AdminProblem(400, "'as' is one of placed, never_placed, look_again.");
    };
  }

  private static String number(AdminJson.Body body) {
    String number = body.text("merchant_order_id").strip();
    if (number.length() > LONGEST_NUMBER || number.chars().anyMatch(Character::isISOControl)) {
      throw new AdminProblem(
          400,
          "'merchant_order_id' has at most "
              + LONGEST_NUMBER
              + " characters and no control characters.");
    }
    return number;
  }

  private static @Nullable Money total(AdminJson.Body body) {
    if (!body.has("total")) {
      return null;
    }
    String code = body.text("currency").toUpperCase(Locale.ROOT);
    boolean known =
        Currency.getAvailableCurrencies().stream()
            .anyMatch(currency -> currency.getCurrencyCode().equals(code));
    if (!known) {
      throw new AdminProblem(400, "'currency' is an ISO 4217 code, such as USD.");
    }
    return Money.of(body.whole("total", 0, LARGEST_AMOUNT), code);
  }
}
