package dev.brass.server.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.db.TestDatabase;
import dev.brass.server.db.WriteBatch;
import dev.brass.server.tenant.Mode;
import dev.brass.server.wallet.Balance;
import dev.brass.server.wallet.WalletAudit;
import dev.brass.spi.Money;
import dev.brass.spi.Placement;
import dev.brass.spi.PriceComponents;
import dev.brass.testkit.TestClock;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What an order costs that turns out to be placed when its hold had ended.
class PlacedAfterAllTest {

  @RegisterExtension static final TestDatabase DB = TestDatabase.perTest();

  private final TestClock clock = TestClock.at(Instant.parse("2026-01-02T03:04:05Z"));

  private static Money usd(long minor) {
    return Money.of(minor, "USD");
  }

  @Test
  void itIsOwedOnceAndComesBackLikeAnyOther() {
    try (EngineRig rig = EngineRig.paidByOperator(DB.database(), clock, EngineRig.PREPAID)) {
      rig.topUp(5000);
      Order submitted =
          EngineRig.accepted(
              rig.orders.submit(
                  rig.request(
                      EngineRig.spec("product-1", 5000L), Payer.CLASSIC, OrderPrivate.NONE, null)));
      Order ended = rig.orders.cancel(submitted.key(), "never heard of", true).orElseThrow();
      has(rig, 5000);

      OrderState.Placed placed =
          new OrderState.Placed(
              new Placement(List.of(), PriceComponents.of(usd(5200), usd(0), usd(0))), false);
      spend(rig, ended, placed);

      // Its tenant agreed to no more, and may have spent the money meanwhile.
      has(rig, 0);
      assertThat(
              OrderFunds.flaw(
                  ended.spec().payment().funding(),
                  placed,
                  List.of("hold 5000 USD", "purchase 5000 USD", "release 5000 USD"),
                  0))
          .isNull();

      spend(
          rig,
          with(ended, placed),
          new OrderState.CancelledByRetailer(placed.placement(), "burnt down", false, null));
      has(rig, 5000);
    }
    assertThat(new WalletAudit(DB.database().jdbi()).flaws()).isEmpty();
  }

  private static void has(EngineRig rig, long cents) {
    assertThat(rig.wallets.balance(rig.tenant, Mode.LIVE))
        .isEqualTo(new Balance(usd(cents), usd(0)));
  }

  private static Order with(Order order, OrderState state) {
    return new Order(
        order.key(),
        order.mode(),
        order.channel(),
        order.clock(),
        order.spec(),
        state,
        order.version() + 1,
        order.attempts(),
        order.items(),
        order.shipments(),
        order.echo(),
        order.createdAt(),
        order.updatedAt());
  }

  private static void spend(EngineRig rig, Order before, OrderState state) {
    WriteBatch writes = new WriteBatch();
    new OrderFunds(rig.wallets)
        .spend(
            writes,
            List.of(
                new OrderChange(
                    before,
                    with(before, state),
                    List.of(),
                    null,
                    List.of(),
                    List.of(),
                    List.of(),
                    null,
                    null)));
    assertThat(writes.commit(DB.database().jdbi())).isTrue();
  }
}
