package dev.brass.server.order;

import dev.brass.spi.Answer;
import dev.brass.spi.Connector;
import dev.brass.spi.FindOrder;
import dev.brass.spi.FindResult;
import dev.brass.spi.PaidBy;
import dev.brass.spi.PlaceOrder;
import dev.brass.spi.PlaceResult;
import dev.brass.spi.PlacesOrders;
import dev.brass.spi.Quote;
import dev.brass.spi.QuoteRequest;
import dev.brass.spi.Store;
import dev.brass.spi.StoreSettings;
import dev.brass.testkit.instant.InstantConnector;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/// An instant shop, in whose calls a test may have something happen. It neither tracks nor cancels.
class HookedShop implements Connector, PlacesOrders {

  final InstantConnector goods;
  volatile Runnable whileQuoting = () -> {};
  volatile Runnable beforePlacing = () -> {};
  volatile Runnable afterPlacing = () -> {};

  HookedShop(InstantConnector goods) {
    this.goods = goods;
  }

  @Override
  public String platform() {
    return goods.platform();
  }

  @Override
  public void check(StoreSettings settings) {
    goods.check(settings);
  }

  @Override
  public Optional<String> productId(StoreSettings settings, URI page) {
    return goods.productId(settings, page);
  }

  @Override
  public Answer<Quote> quote(Store store, QuoteRequest request) {
    whileQuoting.run();
    return goods.quote(store, request);
  }

  @Override
  public PlaceResult place(Store store, PlaceOrder order) {
    beforePlacing.run();
    PlaceResult result = goods.place(store, order);
    afterPlacing.run();
    return result;
  }

  @Override
  public FindResult find(Store store, FindOrder order) {
    return goods.find(store, order);
  }

  @Override
  public PaidBy paidBy(StoreSettings settings) {
    return goods.paidBy(settings);
  }

  @Override
  public Duration settlesWithin() {
    return goods.settlesWithin();
  }

  @Override
  public boolean findsByAttemptId(StoreSettings settings) {
    return goods.findsByAttemptId(settings);
  }
}
