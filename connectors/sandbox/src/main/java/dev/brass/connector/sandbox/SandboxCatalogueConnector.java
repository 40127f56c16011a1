package dev.brass.connector.sandbox;

import dev.brass.spi.Answer;
import dev.brass.spi.Connector;
import dev.brass.spi.InProcess;
import dev.brass.spi.ListsOffers;
import dev.brass.spi.Offer;
import dev.brass.spi.Product;
import dev.brass.spi.ReadsProducts;
import dev.brass.spi.Store;
import dev.brass.spi.StoreSettings;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/// The connector of retailers that show a catalogue but sell nothing (seed 002: google_shopping,
/// overstock): platform `sandbox-catalogue`.
public final class SandboxCatalogueConnector
    implements Connector, InProcess, ReadsProducts, ListsOffers {

  private static final RetailerChoice RETAILERS = new RetailerChoice(RetailerPlatform.CATALOGUE);

  SandboxCatalogueConnector() {}

  @Override
  public String platform() {
    return RETAILERS.platform();
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
  public Answer<Product> product(Store store, String productId) {
    return Showroom.product(RETAILERS.of(store), productId);
  }

  @Override
  public Answer<List<Offer>> offers(Store store, String productId) {
    return Showroom.offers(RETAILERS.of(store), productId);
  }
}
