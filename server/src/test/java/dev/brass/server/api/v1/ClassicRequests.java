package dev.brass.server.api.v1;

import dev.brass.server.connect.ConfiguredStore;
import dev.brass.server.connect.Stores;
import dev.brass.server.order.FundingRule;
import dev.brass.server.tenant.Caller;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.Scope;
import dev.brass.server.tenant.TenantId;
import dev.brass.server.wallet.WalletSettings;
import dev.brass.spi.Answer;
import dev.brass.spi.BundlesOrders;
import dev.brass.spi.Connector;
import dev.brass.spi.FindOrder;
import dev.brass.spi.FindResult;
import dev.brass.spi.PaidBy;
import dev.brass.spi.PlaceOrder;
import dev.brass.spi.PlaceResult;
import dev.brass.spi.Product;
import dev.brass.spi.Quote;
import dev.brass.spi.QuoteRequest;
import dev.brass.spi.ReadsProducts;
import dev.brass.spi.Store;
import dev.brass.spi.StoreSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The documents' own requests and a server that knows their retailers, for the tests of this
/// channel.
public final class ClassicRequests {

  static final Caller CALLER =
      new Caller(
          new TenantId(UUID.fromString("0197a000-0000-7000-8000-000000000001")),
          UUID.fromString("0197a000-0000-7000-8000-0000000000aa"),
          Mode.LIVE,
          Scope.FULL);

  public static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(JsonNodeFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private ClassicRequests() {}

  /// The order of seed 002, its JSON made valid.
  public static ObjectNode seedOrder() {
    return (ObjectNode) JSON.readTree(resource("order.json"));
  }

  public static String resource(String name) {
    try (InputStream in =
        Objects.requireNonNull(ClassicRequests.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The seed's order with one value changed.
  ///
  /// @param path as in messages, `products[0].quantity`
  /// @param value JSON text; `-` takes the value away
  public static ObjectNode seedOrderWith(String path, String value) {
    ObjectNode order = seedOrder();
    set(order, path, value);
    return order;
  }

  /// Changes one value of an order, as [#seedOrderWith] does.
  public static void set(ObjectNode order, String path, String value) {
    String[] names = path.replace("[", ".").replace("]", "").split("\\.", -1);
    JsonNode at = order;
    for (int i = 0; i < names.length - 1; i++) {
      at = at.isArray() ? at.get(Integer.parseInt(names[i])) : at.get(names[i]);
    }
    String last = names[names.length - 1];
    switch (at) {
      case ArrayNode array -> array.set(Integer.parseInt(last), JSON.readTree(value));
      case ObjectNode object when value.equals("-") -> object.remove(last);
      case ObjectNode object -> object.set(last, JSON.readTree(value));
      default -> throw new IllegalArgumentException(path);
    }
  }

  /// The seed's order, paid from the client's balance.
  public static ObjectNode addaxOrder() {
    ObjectNode order = seedOrder();
    order.remove(List.of("payment_method", "billing_address", "retailer_credentials"));
    return order.put("addax", true);
  }

  static OrderReader reader() {
    return reader(WalletSettings.DEFAULTS);
  }

  static OrderReader reader(WalletSettings money) {
    return new OrderReader(
        stores(),
        url -> url.startsWith("http") ? null : "The webhook URL must start with http.",
        new FundingRule(stores(), money));
  }

  static Stores stores() {
    List<ConfiguredStore> stores = new ArrayList<>();
    for (String code : List.of("amazon", "amazon_uk", "amazon_ca", "walmart", "costco", "shop")) {
      stores.add(store(code, new Shop()));
    }
    stores.add(
        new ConfiguredStore(
            "google_shopping",
            new Window(),
            new StoreSettings(Map.of()),
            Set.of("window.test"),
            true));
    return new Stores(stores, true);
  }

  private static ConfiguredStore store(String code, Connector connector) {
    return new ConfiguredStore(
        code, connector, new StoreSettings(Map.of()), Set.of(code + ".test"), true);
  }

  private static Optional<String> ofPage(URI page) {
    String path = page.getPath();
    return path.startsWith("/dp/") ? Optional.of(path.substring(4)) : Optional.empty();
  }

  /// A connector that sells; nothing here asks it to.
  private static final class Shop implements Connector, BundlesOrders {
    @Override
    public String platform() {
      return "shop";
    }

    @Override
    public PaidBy paidBy(StoreSettings settings) {
      return PaidBy.CLIENT;
    }

    @Override
    public void check(StoreSettings settings) {}

    @Override
    public Optional<String> productId(StoreSettings settings, URI page) {
      return ofPage(page);
    }

    @Override
    public Answer<Quote> quote(Store store, QuoteRequest request) {
      throw new AssertionError("a door quotes nothing");
    }

    @Override
    public PlaceResult place(Store store, PlaceOrder order) {
      throw new AssertionError("a door places nothing");
    }

    @Override
    public FindResult find(Store store, FindOrder order) {
      throw new AssertionError("a door finds nothing");
    }

    @Override
    public Duration settlesWithin() {
      return Duration.ZERO;
    }

    @Override
    public boolean findsByAttemptId(StoreSettings settings) {
      return true;
    }
  }

  /// A connector that only shows products.
  private static final class Window implements Connector, ReadsProducts {
    @Override
    public String platform() {
      return "window";
    }

    @Override
    public void check(StoreSettings settings) {}

    @Override
    public Optional<String> productId(StoreSettings settings, URI page) {
      return ofPage(page);
    }

    @Override
    public Answer<Product> product(Store store, String productId) {
      throw new AssertionError("a door reads no products to order them");
    }
  }
}
