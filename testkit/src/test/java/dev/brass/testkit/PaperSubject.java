package dev.brass.testkit;

import dev.brass.spi.AttemptId;
import dev.brass.spi.Connector;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.Money;
import dev.brass.testkit.fixture.FixturePlayer;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// The paper connector, or one that breaks it, at the shop in the fixtures.
record PaperSubject(Connector connector) implements Subject {
  @Override
  public World open(Situation situation) {
    return switch (situation) {
      case ACCEPTS -> world();
      case REFUSES -> world("refuses");
      case SOLD_OUT -> world("sold-out");
      case PRICE_JUMPS -> world("price-jump");
      case OTHER_CURRENCY ->
          world("yen").unitPrice(Money.of(1200, "JPY")).total(Money.of(3190, "JPY"));
      case UNKNOWN_ERROR -> world("unknown-error");
      case SHOWS_ANOTHERS_ORDER -> world("anothers-order");
      case SHIPS, TOO_LATE_TO_CANCEL -> world("ships");
      case RETAILER_CANCELS -> world("called-off");
      case NOT_SENT,
          TIMES_OUT_AFTER_SEND,
          DROPS_AFTER_SEND,
          SERVER_ERROR,
          GARBLED_REPLY,
          SLOW,
          UNKNOWN_FIELDS ->
          world().breaking(situation);
      case NEEDS_ACTION -> throw new AssertionError("named in cannot()");
    };
  }

  @Override
  public List<Refusal> refusals() {
    return List.of(
        new Refusal("card_declined", ErrorCode.CREDIT_CARD_DECLINED, () -> world("refuses")),
        new Refusal("sold_out", ErrorCode.PRODUCT_UNAVAILABLE, () -> world("sold-out")));
  }

  @Override
  public Map<Situation, String> cannot() {
    return Map.of(Situation.NEEDS_ACTION, "the paper shop asks nobody");
  }

  /// The shop, with what the named files change of it.
  private static World world(String... changes) {
    Path[] files = new Path[changes.length + 1];
    for (int i = 0; i < changes.length; i++) {
      files[i] = Path.of("src/test/resources/fixtures", changes[i] + ".http");
    }
    files[changes.length] = Path.of("src/test/resources/fixtures/shop.http");
    FixturePlayer player = FixturePlayer.play(files);
    String url = player.uri().toString();
    return World.of(
            TestStore.named("paper-shop")
                .setting("url", url)
                .setting("api-token", "canary-token-77f0e1")
                .build())
        .buys(TestOrder.of("widget").quantity(2))
        .unitPrice(Money.of(1000, "USD"))
        .total(Money.of(2575, "USD"))
        .countsOrders(attempt -> orders(player, attempt))
        .query("widget")
        .page(URI.create(url + "/p/widget"))
        .closes(player);
  }

  private static int orders(FixturePlayer player, AttemptId attempt) {
    return Math.toIntExact(
        player.requests("pay").stream()
            .filter(request -> request.body().contains(attempt.compact()))
            .count());
  }
}
