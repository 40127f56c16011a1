package dev.brass.connector.vendure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.brass.connector.vendure.VendureProgram.Options;
import dev.brass.spi.FindResult;
import dev.brass.spi.MerchantOrder;
import dev.brass.spi.PlaceResult;
import dev.brass.spi.StoreException;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What becomes of an order at a real shop whose answer was lost: the line is cut at the paying
/// call, and somebody with nothing but the committed handle looks for it.
abstract class LiveDoubtTests extends LiveShop {

  private static final Duration SETTLING = Duration.ofSeconds(20);
  private static final URI NOBODY = URI.create("http://127.0.0.1:1");

  LiveDoubtTests(VendureInstallation installation, Options options) {
    super(installation, options);
  }

  /// The crash in doubt: the shop has the order, we lost the answer and our memory.
  @ParameterizedTest
  @EnumSource(names = {"AFTER_SENDING", "BEFORE_THE_ANSWER"})
  void findsTheOrderWhoseAnswerWasLost(CuttingProxy.Cut cut) {
    CuttingProxy proxy = proxy(cut);
    TestBuyer first = buyerAt(proxy.uri());
    TestBuyer.Quoted quoted = first.quote(MOUSE);

    assertInDoubt(first, quoted);
    assertThat(proxy.cuts()).isEqualTo(1);

    TestBuyer afterTheCrash = buyer();
    FindResult found =
        await()
            .atMost(SETTLING)
            .until(() -> afterTheCrash.find(quoted), FindResult.Found.class::isInstance);
    MerchantOrder order = ((FindResult.Found) found).placement().merchantOrders().getFirst();
    assertThat(order.id()).isEqualTo(quoted.code());
    assertThat(staff.ordersWith(quoted.reference())).containsExactly(quoted.code());
    assertThat(afterTheCrash.place(quoted, null)).isInstanceOf(PlaceResult.InDoubt.class);
    assertThat(staff.ordersWith(quoted.reference())).containsExactly(quoted.code());
  }

  @Test
  void findsNothingWhenThePayingCallNeverArrived() {
    CuttingProxy proxy = proxy(CuttingProxy.Cut.BEFORE_THE_SHOP);
    TestBuyer first = buyerAt(proxy.uri());
    TestBuyer.Quoted quoted = first.quote(MOUSE);

    assertInDoubt(first, quoted);

    assertThat(buyer().find(quoted)).isEqualTo(new FindResult.Absent());
    assertThat(buyerWithAdmin().find(quoted)).isEqualTo(new FindResult.Absent());
    assertThat(staff.ordersWith(quoted.reference())).isEmpty();
  }

  @Test
  void findsNothingThatWasOnlyQuoted() {
    TestBuyer.Quoted quoted = buyer().quote(MOUSE);

    assertThat(buyer().find(quoted)).isEqualTo(new FindResult.Absent());
    assertThat(buyerWithAdmin().find(quoted)).isEqualTo(new FindResult.Absent());
  }

  @Test
  void knowsNothingWhileTheShopIsDown() {
    TestBuyer.Quoted quoted = buyer().quote(MOUSE);

    assertThat(buyerAt(NOBODY).find(quoted)).isInstanceOf(FindResult.Unknown.class);
  }

  @Test
  void asksAsAdministratorOnceGuestsSeeTheOrderNoLonger() {
    TestBuyer guest = buyer();
    TestBuyer.Quoted quoted = guest.quote(MOUSE);
    PlaceResult result = guest.place(quoted, null);
    assertThat(result).isInstanceOf(PlaceResult.Accepted.class);
    MerchantOrder order = ((PlaceResult.Accepted) result).placement().merchantOrders().getFirst();
    shop.makeOlder(quoted.code(), Duration.ofHours(3));

    assertThat(guest.find(quoted)).isInstanceOf(FindResult.Unknown.class);
    assertThatThrownBy(() -> guest.track(order))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("admin-username");
    assertThat(buyerWithAdmin().find(quoted)).isInstanceOf(FindResult.Found.class);
    assertThat(shipments(buyerWithAdmin().track(order)).shipments()).isEmpty();
  }

  /// A line to the shop that is cut at the paying call.
  private CuttingProxy proxy(CuttingProxy.Cut cut) {
    CuttingProxy proxy = CuttingProxy.at(shop.url(), "addPaymentToOrder", cut);
    opened.add(proxy);
    return proxy;
  }

  private static void assertInDoubt(TestBuyer buyer, TestBuyer.Quoted quoted) {
    assertThatThrownBy(() -> buyer.place(quoted, null))
        .isInstanceOfSatisfying(
            StoreException.class, lost -> assertThat(lost.mayHaveArrived()).isTrue());
  }
}
