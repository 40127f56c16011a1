package dev.brass.connector.example;

import dev.brass.spi.AttemptId;
import dev.brass.spi.Connector;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.Money;
import dev.brass.spi.Payment;
import dev.brass.testkit.Refusal;
import dev.brass.testkit.Situation;
import dev.brass.testkit.Subject;
import dev.brass.testkit.TestOrder;
import dev.brass.testkit.TestStore;
import dev.brass.testkit.World;
import dev.brass.testkit.fixture.FixturePlayer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The connector at the shop in the fixtures, with the replies changed that make a situation.
final class ExampleSubject implements Subject {

  private static final TestOrder TWO_WIDGETS =
      TestOrder.of("widget").quantity(2).paidBy(new Payment.StoreDefault());

  private final ExampleConnector connector = new ExampleConnector();

  @Override
  public Connector connector() {
    return connector;
  }

  @Override
  public World open(Situation situation) {
    return switch (situation) {
      case ACCEPTS -> shop("buy");
      case REFUSES -> shop("buy", fixture("account-blocked"));
      case SOLD_OUT -> shop("buy", noCart(409, "sold_out"));
      case PRICE_JUMPS -> shop("buy one cent dearer", fixture("price-jump"));
      case OTHER_CURRENCY -> shop("buy in yen", fixture("yen")).total(Money.of(3190, "JPY"));
      case UNKNOWN_ERROR -> shop("buy", fixture("unknown-error"));
      case SHOWS_ANOTHERS_ORDER -> shop("buy", fixture("anothers-order"));
      case SHIPS -> shop("buy", fixture("ships"));
      case RETAILER_CANCELS -> shop("buy", fixture("cancelled"));
      case NOT_SENT,
          TIMES_OUT_AFTER_SEND,
          DROPS_AFTER_SEND,
          SERVER_ERROR,
          GARBLED_REPLY,
          SLOW,
          UNKNOWN_FIELDS ->
          shop("buy").breaking(situation);
      case NEEDS_ACTION, TOO_LATE_TO_CANCEL -> throw new AssertionError("named in cannot()");
    };
  }

  @Override
  public Map<Situation, String> cannot() {
    return Map.of(
        Situation.NEEDS_ACTION, "the shop never waits for a person",
        Situation.TOO_LATE_TO_CANCEL, "the connector does not cancel");
  }

  /// One for each line of the table in [ExampleErrors].
  @Override
  public List<Refusal> refusals() {
    return List.of(
        refusal("unknown_product", ErrorCode.EXPIRED_PRODUCT_ID, noCart(404, "unknown_product")),
        refusal("sold_out", ErrorCode.PRODUCT_UNAVAILABLE, noCart(409, "sold_out")),
        refusal("too_many", ErrorCode.MAX_QUANTITY_EXCEEDED, noCart(409, "too_many")),
        refusal("no_delivery", ErrorCode.SHIPPING_ADDRESS_UNAVAILABLE, noCart(409, "no_delivery")),
        refusal("slow_down", ErrorCode.RETAILER_RATE_LIMITED, noCart(429, "slow_down")),
        refusal("account_blocked", ErrorCode.PAYMENT_INFO_PROBLEM, fixture("account-blocked")));
  }

  private static Refusal refusal(String theirs, ErrorCode ours, String change) {
    return new Refusal(theirs, ours, () -> shop("buy", change));
  }

  private static String noCart(int status, String error) {
    return """
    ### no cart
    POST /carts

    <--- %d
    content-type: application/json

    {"error": "%s"}
    """
        .formatted(status, error);
  }

  /// A fresh shop.
  ///
  /// @param buying the step that makes an order of a cart
  /// @param changes steps that are asked before those of the whole shop
  private static World shop(String buying, String... changes) {
    List<String> steps = new ArrayList<>(List.of(changes));
    steps.add(fixture("shop"));
    FixturePlayer player = FixturePlayer.playText(steps.toArray(String[]::new));
    String url = player.uri().toString();
    TestStore store =
        TestStore.named("paper-shop")
            .setting("url", url)
            .setting("api-token", "canary-api-token-77f0e1")
            .build();
    return World.of(store)
        .buys(TWO_WIDGETS)
        .total(Money.of(2575, "USD"))
        .countsOrders(attempt -> orders(player, buying, attempt))
        .page(URI.create(url + "/p/widget"))
        .closes(player);
  }

  private static int orders(FixturePlayer player, String buying, AttemptId attempt) {
    return Math.toIntExact(
        player.requests(buying).stream()
            .filter(request -> request.body().contains(attempt.toString()))
            .count());
  }

  private static String fixture(String name) {
    try {
      return Files.readString(Path.of("src/test/resources/fixtures", name + ".http"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
