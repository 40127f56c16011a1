package dev.brass.connector.sandbox;

import dev.brass.spi.Answer;
import dev.brass.spi.CancelResult;
import dev.brass.spi.CancelsOrders;
import dev.brass.spi.Connector;
import dev.brass.spi.FindOrder;
import dev.brass.spi.FindResult;
import dev.brass.spi.FindsOrders;
import dev.brass.spi.InProcess;
import dev.brass.spi.MerchantOrder;
import dev.brass.spi.PaidBy;
import dev.brass.spi.PlaceOrder;
import dev.brass.spi.PlaceResult;
import dev.brass.spi.PlacesOrders;
import dev.brass.spi.Quote;
import dev.brass.spi.QuoteRequest;
import dev.brass.spi.ReturnOrder;
import dev.brass.spi.ReturnResult;
import dev.brass.spi.ReturnsOrders;
import dev.brass.spi.Store;
import dev.brass.spi.StoreSettings;
import dev.brass.spi.TrackResult;
import dev.brass.spi.TracksOrders;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/// The connector of retailers that sell but show no catalogue (seed 002: eastdane, newegg,
/// nordstrom, shopbop): platform `sandbox-orders`.
public final class SandboxOrdersConnector
    implements Connector,
        InProcess,
        PlacesOrders,
        FindsOrders,
        TracksOrders,
        CancelsOrders,
        ReturnsOrders {

  private static final RetailerChoice RETAILERS = new RetailerChoice(RetailerPlatform.ORDERS);

  private final OrderDesk desk;

  SandboxOrdersConnector(OrderDesk desk) {
    this.desk = desk;
  }

  @Override
  public String platform() {
    return RETAILERS.platform();
  }

  /// Nothing real is bought here, so that there is nothing to pay.
  @Override
  public PaidBy paidBy(StoreSettings settings) {
    return PaidBy.CLIENT;
  }

  @Override
  public void check(StoreSettings settings) {
    RETAILERS.of(settings);
  }

  @Override
  public Optional<String> productId(StoreSettings settings, URI page) {
    return RETAILERS.of(settings).productId(page);
  }

  @Override
  public Answer<Quote> quote(Store store, QuoteRequest request) {
    return desk.checkout().quote(RETAILERS.of(store), request);
  }

  @Override
  public PlaceResult place(Store store, PlaceOrder order) {
    return desk.checkout().place(RETAILERS.of(store), store, order);
  }

  @Override
  public FindResult find(Store store, FindOrder order) {
    return desk.checkout().find(order.attempt());
  }

  @Override
  public Duration settlesWithin() {
    return OrderDesk.SETTLES_WITHIN;
  }

  @Override
  public boolean findsByAttemptId(StoreSettings settings) {
    return true;
  }

  @Override
  public TrackResult track(Store store, MerchantOrder order) {
    return desk.aftercare().track(RETAILERS.of(store), order, store.clock().instant());
  }

  @Override
  public CancelResult cancel(Store store, MerchantOrder order, String reason) {
    return desk.aftercare().cancel(RETAILERS.of(store), order, reason, store.clock().instant());
  }

  @Override
  public ReturnResult open(Store store, ReturnOrder request) {
    return desk.aftercare().open(RETAILERS.of(store), request, store.clock().instant());
  }
}
