package dev.brass.server.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.connect.ConfiguredStore;
import dev.brass.server.connect.StoreRules;
import dev.brass.server.connect.Stores;
import dev.brass.server.order.FundingRule.Decision;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import dev.brass.server.wallet.WalletSettings;
import dev.brass.spi.Money;
import dev.brass.spi.PaidBy;
import dev.brass.spi.StoreSettings;
import dev.brass.testkit.instant.InstantConnector;
import java.time.Duration;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Where the money of orders comes from.
class FundingRuleTest {

  private static final Duration FOUR_HOURS = Duration.ofHours(4);

  private static FundingRule rule(boolean prepaid) {
    return new FundingRule(
        new Stores(
            List.of(
                store("mine", false, PaidBy.OPERATOR),
                store("theirs", false, PaidBy.CLIENT),
                store("sandbox", true, PaidBy.CLIENT),
                store("paid-sandbox", true, PaidBy.OPERATOR)),
            true),
        new WalletSettings(prepaid, Currency.getInstance("USD"), 100));
  }

  private static ConfiguredStore store(String code, boolean sandbox, PaidBy paidBy) {
    return new ConfiguredStore(
        code,
        new InstantConnector(),
        new StoreSettings(Map.of()),
        Set.of(),
        sandbox,
        paidBy,
        StoreRules.FREE);
  }

  private static OrderRequest order(String store, Mode mode, Payer payer, @Nullable Long cap) {
    OrderSpec s = EngineRig.spec("product-1", cap);
    OrderSpec spec =
        new OrderSpec(
            store,
            s.lines(),
            new OrderSpec.Delivery(s.delivery().to(), s.delivery().shipping(), null, null),
            new OrderSpec.Payment(OrderSpec.Pay.CARD, null, null),
            new OrderSpec.Terms(cap, false, List.of(), List.of(), Fulfilment.WHOLE),
            OrderSpec.Reference.NONE,
            OrderSpec.Bundle.NONE,
            null);
    return new OrderRequest(
        new TenantId(new UUID(0, 1)),
        mode,
        "v1",
        spec,
        payer,
        // What comes along says nothing about who pays.
        EngineRig.card(),
        "{}",
        null);
  }

  private static @Nullable Funding paid(Decision decision) {
    assertThat(decision).isInstanceOf(Decision.Paid.class);
    return ((Decision.Paid) decision).funding();
  }

  private static Funding.Held held(long amount, @Nullable Duration timeout, long fee) {
    return new Funding.Held(usd(amount), timeout, usd(fee));
  }

  private static Money usd(long minor) {
    return Money.of(minor, "USD");
  }

  @Test
  void inAdvanceTheMostIsHeldWhereTheOperatorPays() {
    assertThat(paid(rule(true).of(order("mine", Mode.LIVE, Payer.CLASSIC, 5000L))))
        .isEqualTo(held(5000, null, 0));
    assertThat(paid(rule(true).of(order("mine", Mode.LIVE, Payer.CURRENT, 5000L))))
        .isEqualTo(held(5100, null, 100));
    assertThat(paid(rule(true).of(order("paid-sandbox", Mode.LIVE, Payer.CURRENT, 5000L))))
        .isEqualTo(held(5100, null, 100));
  }

  @Test
  void whatIsNotConfiguredHereIsTakenForPaidByTheOperator() {
    assertThat(paid(rule(true).of(order("elsewhere", Mode.LIVE, Payer.CLASSIC, 5000L))))
        .isEqualTo(held(5000, null, 0));
  }

  @ParameterizedTest
  @CsvSource({", mine", "0, mine", ", elsewhere"})
  void inAdvanceAnOrderSaysWhatItMayCost(@Nullable Long cap, String store) {
    for (Payer payer : List.of(Payer.CLASSIC, Payer.CURRENT)) {
      assertThat(rule(true).of(order(store, Mode.LIVE, payer, cap)))
          .isEqualTo(new Decision.CapMissing());
    }
  }

  @Test
  void onInvoiceNothingIsHeldAndTheCapMayBeMissing() {
    assertThat(paid(rule(false).of(order("mine", Mode.LIVE, Payer.CURRENT, 5000L))))
        .isEqualTo(new Funding.Billed(5000L, null));
    assertThat(paid(rule(false).of(order("mine", Mode.LIVE, Payer.CLASSIC, null))))
        .isEqualTo(new Funding.Billed(null, null));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whereTheClientPaysAndInTestModeNothingIsHeldOrOwed(boolean prepaid) {
    for (String store : List.of("theirs", "sandbox")) {
      assertThat(paid(rule(prepaid).of(order(store, Mode.LIVE, Payer.CURRENT, 5000L)))).isNull();
    }
    for (String store : List.of("sandbox", "paid-sandbox")) {
      assertThat(paid(rule(prepaid).of(order(store, Mode.TEST, Payer.CURRENT, 5000L)))).isNull();
    }
  }

  @Test
  void aManagedAccountIsPaidFromTheBalanceWhereverItBuys() {
    Payer managed = new Payer.ManagedAccount(FOUR_HOURS);
    for (String store : List.of("mine", "theirs", "sandbox")) {
      assertThat(paid(rule(true).of(order(store, Mode.LIVE, managed, 5000L))))
          .isEqualTo(held(5000, FOUR_HOURS, 0));
      assertThat(paid(rule(false).of(order(store, Mode.LIVE, managed, 5000L))))
          .isEqualTo(new Funding.Billed(5000L, FOUR_HOURS));
      assertThat(rule(true).of(order(store, Mode.LIVE, managed, null)))
          .isEqualTo(new Decision.CapMissing());
    }
    assertThat(paid(rule(true).of(order("sandbox", Mode.TEST, managed, 5000L))))
        .as("in test mode nothing is held")
        .isEqualTo(new Funding.Billed(5000L, FOUR_HOURS));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void playMoneyBuysAtSandboxStoresOnly(boolean prepaid) {
    Payer card = new Payer.Card(UUID.randomUUID(), usd(5000), true);
    Payer inAdvance = new Payer.InAdvance(usd(5100), usd(100), true);
    for (String store : List.of("mine", "theirs", "elsewhere")) {
      for (Payer payer : List.of(card, inAdvance)) {
        assertThat(rule(prepaid).of(order(store, Mode.LIVE, payer, 5000L)))
            .isEqualTo(new Decision.PlayMoney());
      }
      for (Payer payer :
          List.of(card, inAdvance, Payer.CURRENT, new Payer.ManagedAccount(FOUR_HOURS))) {
        assertThat(rule(prepaid).of(order(store, Mode.TEST, payer, 5000L)))
            .isEqualTo(new Decision.PlayMoney());
      }
    }
    assertThat(rule(prepaid).of(order("sandbox", Mode.LIVE, inAdvance, 5000L)))
        .isInstanceOf(Decision.Paid.class);
    assertThat(rule(prepaid).of(order("sandbox", Mode.LIVE, card, 5000L)))
        .isInstanceOf(Decision.Paid.class);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatWasPaidBeforeIsHeldHoweverOthersPay(boolean prepaid) {
    UUID payment = UUID.randomUUID();
    Payer card = new Payer.Card(payment, usd(5000), false);
    Payer inAdvance = new Payer.InAdvance(usd(5100), usd(100), false);
    assertThat(paid(rule(prepaid).of(order("mine", Mode.LIVE, card, 5000L))))
        .isEqualTo(new Funding.ByCard(payment, usd(5000)));
    assertThat(paid(rule(prepaid).of(order("mine", Mode.LIVE, inAdvance, 5000L))))
        .isEqualTo(held(5100, null, 100));
  }

  @ParameterizedTest
  @CsvSource({
    "mine, LIVE, true",
    "paid-sandbox, LIVE, true",
    "theirs, LIVE, false",
    "sandbox, LIVE, false",
    "paid-sandbox, TEST, false",
    // A channel says first that it does not know it.
    "elsewhere, LIVE, false",
  })
  void channelsAskForACapWhereOneIsNeeded(String store, Mode mode, boolean needed) {
    assertThat(rule(true).needsCap(store, mode)).isEqualTo(needed);
    assertThat(rule(false).needsCap(store, mode)).isFalse();
  }
}
