package dev.brass.connector.sandbox;

import dev.brass.connector.sandbox.SandboxSubject.Goods;
import dev.brass.spi.Money;
import dev.brass.testkit.ConnectorContract;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/// Each of the three connectors keeps the whole contract for what it can do.
@ExtendWith(WithMarketplace.class)
class SandboxContractTest {

  @TestFactory
  Stream<DynamicNode> everything(SandboxMarketplace marketplace) {
    return ConnectorContract.of(
        new SandboxSubject(
            marketplace,
            goods(SandboxRetailer.AMAZON, "USB-HUB.s1", 4699, 2 * 4699 + 587),
            goods(SandboxRetailer.AMAZON_UK, "USB-HUB.s1", 4849, 2 * 4849 + 606)));
  }

  @TestFactory
  Stream<DynamicNode> ordersOnly(SandboxMarketplace marketplace) {
    return ConnectorContract.of(
        new SandboxSubject(
            marketplace, goods(SandboxRetailer.NORDSTROM, "7654321", 5449, 2 * 5449 + 681), null));
  }

  @TestFactory
  Stream<DynamicNode> catalogueOnly(SandboxMarketplace marketplace) {
    return ConnectorContract.of(
        new SandboxSubject(
            marketplace, goods(SandboxRetailer.OVERSTOCK, "1234567", 5499, 0), null));
  }

  private static Goods goods(SandboxRetailer retailer, String id, long unitPrice, long total) {
    String currency = retailer.currency().getCurrencyCode();
    return new Goods(retailer, id, Money.of(unitPrice, currency), Money.of(total, currency));
  }
}
