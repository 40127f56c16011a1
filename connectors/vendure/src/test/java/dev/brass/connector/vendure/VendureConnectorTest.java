package dev.brass.connector.vendure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brass.spi.Answer;
import dev.brass.spi.CancelsOrders;
import dev.brass.spi.Connector;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.FindOrder;
import dev.brass.spi.FindResult;
import dev.brass.spi.Line;
import dev.brass.spi.Payment;
import dev.brass.spi.PlaceOrder;
import dev.brass.spi.PlaceResult;
import dev.brass.spi.ReturnsOrders;
import dev.brass.spi.SearchPage;
import dev.brass.spi.StoreException;
import dev.brass.testkit.TestOrder;
import dev.brass.testkit.WireFault;
import dev.brass.testkit.fixture.FixturePlayer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What the contract does not ask: how this connector takes the replies that only Vendure gives.
class VendureConnectorTest {

  private static final TestOrder TWO_MICE =
      TestOrder.of("cordless-mouse").quantity(2).paidBy(new Payment.StoreDefault());

  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable resource : opened.reversed()) {
      resource.close();
    }
  }

  @Test
  void isFoundByTheServer() {
    assertThat(ServiceLoader.load(Connector.class))
        .extracting(Connector::platform)
        .contains("vendure");
  }

  @Test
  void claimsNothingThatAGuestCannotDo() {
    assertThat(new VendureConnector())
        .isNotInstanceOf(CancelsOrders.class)
        .isNotInstanceOf(ReturnsOrders.class);
  }

  @Test
  void doubtsAPaymentThatIsNotDone() {
    TestBuyer buyer =
        buyer(
            """
            ### pay later
            POST /shop-api
            ? body contains addPaymentToOrder(

            <--- 200

            {"data": {"addPaymentToOrder": {
              "code": "NL4S4WCQYK6ZZWE3", "state": "ArrangingPayment", "active": true,
              "orderPlacedAt": null, "currencyCode": "USD", "total": 4298, "totalWithTax": 5058,
              "lines": [], "shippingLines": [], "surcharges": [],
              "payments": [{"state": "Created"}]}}}

            ### cart with an open payment
            POST /shop-api
            ? body contains activeOrder
            ? after pay later

            <--- 200

            {"data": {"activeOrder": {
              "code": "NL4S4WCQYK6ZZWE3", "state": "ArrangingPayment", "active": true,
              "orderPlacedAt": null, "currencyCode": "USD", "total": 4298, "totalWithTax": 5058,
              "lines": [], "shippingLines": [], "surcharges": [],
              "payments": [{"state": "Created"}]}}}
            """);
    TestBuyer.Quoted quoted = buyer.quote(TWO_MICE);

    assertThat(buyer.place(quoted, null)).isInstanceOf(PlaceResult.InDoubt.class);
    assertThat(buyer.find(quoted)).isInstanceOf(FindResult.Unknown.class);
  }

  @Test
  void doubtsACartThatIsGone() {
    for (String code : List.of("NO_ACTIVE_ORDER_ERROR", "ORDER_PAYMENT_STATE_ERROR")) {
      assertDoubted("addPaymentToOrder", "{\"errorCode\": \"" + code + "\", \"message\": \"no\"}");
    }
    assertDoubted("transitionOrderToState", "null");
  }

  private void assertDoubted(String operation, String result) {
    TestBuyer buyer =
        buyer(
            """
            ### no
            POST /shop-api
            ? body contains %s

            <--- 200

            {"data": {"%s": %s}}
            """
                .formatted(operation, operation, result));
    assertThat(buyer.place(buyer.quote(TWO_MICE), null))
        .as(result)
        .isInstanceOf(PlaceResult.InDoubt.class);
  }

  /// What the shop's database says to a second order with our reference.
  @Test
  void doubtsAReferenceThatAnotherOrderHas() {
    TestBuyer buyer =
        buyer(
            """
            ### reference taken
            POST /shop-api
            ? body contains setOrderCustomFields(

            <--- 200

            {"errors": [{
              "message": "duplicate key value violates unique constraint \\"UQ_540061499f59d77a\\"",
              "locations": [{"line": 1, "column": 22}], "path": ["setOrderCustomFields"]}],
             "data": null}
            """);
    TestBuyer.Quoted quoted = buyer.quote(TWO_MICE);

    assertThat(buyer.place(quoted, null)).isInstanceOf(PlaceResult.InDoubt.class);
    assertThat(buyer.store.http().irrevocable()).isEmpty();
    assertThat(buyer.find(quoted)).isInstanceOf(FindResult.Unknown.class);
  }

  @Test
  void knowsThatNothingWasBoughtBeforeThePayingCall() {
    TestBuyer buyer = buyer("");
    TestBuyer.Quoted quoted = buyer.quote(TWO_MICE);
    buyer.store.http().inject(WireFault.TIMES_OUT_AFTER_SEND, WireFault.Reach.ALL_CALLS);

    assertThatThrownBy(() -> buyer.place(quoted, null))
        .isInstanceOfSatisfying(
            StoreException.class, lost -> assertThat(lost.mayHaveArrived()).isFalse());
  }

  @Test
  void refusesACartThatIsNotTheQuotedOne() {
    TestBuyer buyer =
        buyer(
            """
            ### a third mouse
            POST /shop-api
            ? body contains transitionOrderToState(

            <--- 200

            {"data": {"transitionOrderToState": {
              "code": "NL4S4WCQYK6ZZWE3", "state": "ArrangingPayment", "active": true,
              "orderPlacedAt": null, "currencyCode": "USD", "total": 1, "totalWithTax": 1,
              "lines": [{"id": "14", "quantity": 3, "linePrice": 1, "productVariant": {"id": "7"}}],
              "shippingLines": [], "surcharges": [], "payments": []}}}
            """);

    PlaceResult result = buyer.place(buyer.quote(TWO_MICE), null);

    assertThat(result)
        .isInstanceOfSatisfying(
            PlaceResult.Refused.class,
            refused -> assertThat(refused.error().code()).isEqualTo(ErrorCode.INTERNAL_ERROR));
    assertThat(buyer.store.http().irrevocable()).isEmpty();
  }

  @Test
  void understandsNoHandleButItsOwn() {
    TestBuyer buyer = buyer("");
    TestBuyer.Quoted quoted = buyer.quote(TWO_MICE);
    PlaceOrder place =
        new PlaceOrder(quoted.request(), "another", "1", quoted.total(), null, Instant.MAX);
    FindOrder find =
        new FindOrder(quoted.request().attempt(), "another", quoted.request(), quoted.at());

    assertThat(buyer.connector.place(buyer.store, place)).isInstanceOf(PlaceResult.Refused.class);
    assertThat(buyer.connector.find(buyer.store, find)).isInstanceOf(FindResult.Unknown.class);
  }

  @Test
  void searchesNoEndlessCatalogue() {
    TestBuyer buyer = buyer("");

    assertThat(buyer.connector.search(buyer.store, "mouse", 1_000_000))
        .isEqualTo(Answer.of(new SearchPage(List.of(), false)));
    assertThat(buyer.store.http().exchanges()).isEmpty();
  }

  @Test
  void addsTheSameVariantOfTwoLinesUp() {
    TestBuyer buyer =
        buyer(
            """
            ### one mouse at a time
            POST /shop-api
            ? body contains addItemToOrder(
            ? json /variables/quantity = 1

            <--- 200
            vendure-auth-token: ffa643e6c84e5ac21a5366486a4151461a2a798f8758a53c55ff13394886e193

            {"data": {"addItemToOrder": {"code": "NL4S4WCQYK6ZZWE3"}}}
            """);
    TestOrder twice = TestOrder.of("cordless-mouse").paidBy(new Payment.StoreDefault());

    TestBuyer.Quoted quoted = buyer.quote(twice.and("cordless-mouse"));

    assertThat(quoted.request().lines()).extracting(Line::quantity).containsExactly(1, 1);
    assertThat(buyer.place(quoted, quoted.total())).isInstanceOf(PlaceResult.Accepted.class);
  }

  /// A buyer at the recorded shop, with steps that change some of its replies.
  private TestBuyer buyer(String changes) {
    String shop = VendureSubject.fixture("shop");
    FixturePlayer player =
        changes.isEmpty() ? FixturePlayer.playText(shop) : FixturePlayer.playText(changes, shop);
    opened.add(player);
    TestBuyer buyer =
        new TestBuyer(player.uri(), Map.of("reference-field", VendureProgram.REFERENCE_FIELD));
    opened.add(buyer);
    return buyer;
  }
}
