package dev.brass.server.product;

import dev.brass.spi.Answer;
import dev.brass.spi.Condition;
import dev.brass.spi.Connector;
import dev.brass.spi.DayRange;
import dev.brass.spi.ListsOffers;
import dev.brass.spi.Money;
import dev.brass.spi.Offer;
import dev.brass.spi.Product;
import dev.brass.spi.ReadsProducts;
import dev.brass.spi.SearchPage;
import dev.brass.spi.SearchesProducts;
import dev.brass.spi.Store;
import dev.brass.spi.StoreSettings;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// A shop that sells whatever it is asked for, counts how often it is asked, and does what a test
/// wants before it answers.
final class CountingShop implements Connector, ReadsProducts, ListsOffers, SearchesProducts {

  private final AtomicInteger asked = new AtomicInteger();
  private volatile Supplier<Optional<Answer<Product>>> first = Optional::empty;
  private volatile Consumer<String> searching = _ -> {};

  int asked() {
    return asked.get();
  }

  /// What it does about product details from now on; it answers itself when that gives nothing.
  void does(Supplier<Optional<Answer<Product>>> behaviour) {
    first = behaviour;
  }

  /// What it does before it answers a search, by the store's code.
  void searches(Consumer<String> behaviour) {
    searching = behaviour;
  }

  @Override
  public String platform() {
    return "counting";
  }

  @Override
  public void check(StoreSettings settings) {}

  @Override
  public Optional<String> productId(StoreSettings settings, URI page) {
    return Optional.empty();
  }

  @Override
  public Answer<Product> product(Store store, String productId) {
    asked.incrementAndGet();
    return first.get().orElseGet(() -> Answer.of(product(productId)));
  }

  @Override
  public Answer<List<Offer>> offers(Store store, String productId) {
    asked.incrementAndGet();
    return Answer.of(List.of(offer(productId)));
  }

  @Override
  public Answer<SearchPage> search(Store store, String query, int page) {
    asked.incrementAndGet();
    searching.accept(store.code());
    return Answer.of(new SearchPage(List.of(product(query + page)), true));
  }

  static Product product(String productId) {
    return new Product(
        productId,
        "A " + productId,
        null,
        null,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        null,
        List.of(),
        List.of(),
        List.of(),
        Map.of(),
        Money.of(100, "USD"),
        true,
        null,
        null,
        null,
        Map.of());
  }

  static Offer offer(String productId) {
    return new Offer(
        "offer",
        productId,
        new Offer.Seller("s", "Seller", null, 99, false),
        Condition.USED_GOOD,
        Money.of(100, "JPY"),
        true,
        new DayRange(1, 2),
        List.of(),
        false,
        false,
        true,
        null,
        false,
        2,
        null);
  }
}
