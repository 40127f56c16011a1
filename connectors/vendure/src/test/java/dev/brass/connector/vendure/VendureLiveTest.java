package dev.brass.connector.vendure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.connector.vendure.VendureProgram.Options;
import dev.brass.spi.FindResult;
import dev.brass.spi.Payment;
import dev.brass.spi.PlaceResult;
import dev.brass.spi.QuoteRequest;
import dev.brass.testkit.TestOrder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The connector against real Vendure shops that run on this machine.
@Tag("live")
class VendureLiveTest {

  private static VendureInstallation installation;

  @BeforeAll
  static void install() {
    installation = VendureInstallation.open();
  }

  @AfterAll
  static void stop() {
    installation.close();
  }

  /// A shop whose operator set up the unique custom field for us.
  @Nested
  class ShopThatKnowsUs extends LiveShopTests {
    ShopThatKnowsUs() {
      super(installation, new Options(true, false));
    }

    /// Two carts of one attempt, as after a crash between two quotes: the shop's database lets only
    /// one of them become an order.
    @Test
    void refusesASecondOrderWithTheSameReference() {
      QuoteRequest request =
          TestBuyer.request(TestOrder.of("cordless-mouse").paidBy(new Payment.StoreDefault()));
      TestBuyer guest = buyer();
      TestBuyer.Quoted first = guest.quote(request);
      TestBuyer.Quoted second = guest.quote(request);

      assertThat(guest.place(first, null)).isInstanceOf(PlaceResult.Accepted.class);
      assertThat(guest.place(second, null)).isInstanceOf(PlaceResult.InDoubt.class);

      assertThat(staff.ordersWith(first.reference())).containsExactly(first.code());
      assertThat(guest.find(second)).isInstanceOf(FindResult.Unknown.class);
      assertThat(buyerWithAdmin().find(second))
          .isInstanceOfSatisfying(
              FindResult.Found.class,
              found ->
                  assertThat(found.placement().merchantOrders().getFirst().id())
                      .isEqualTo(first.code()));
    }
  }

  /// A shop that was not set up for us in any way, with Vendure's own way to keep sessions.
  @Nested
  class Stranger extends LiveShopTests {
    Stranger() {
      super(installation, new Options(false, true));
    }
  }
}
