package dev.brass.server.api.v2;

import dev.brass.server.api.Action;
import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Reply;
import dev.brass.server.api.v2.DataQuery.Wanted;
import dev.brass.server.connect.ConfiguredStore;
import dev.brass.server.product.Freshness;
import dev.brass.server.product.Inquiry;
import dev.brass.server.product.Products;
import dev.brass.server.product.Question;
import dev.brass.server.product.Reading;
import dev.brass.server.tenant.Caller;
import dev.brass.server.usage.DataEndpoint;
import dev.brass.spi.Offer;
import dev.brass.spi.Product;
import dev.brass.spi.SearchPage;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `/products` (Zinc API docs, Products). A store's refusal or failure to answer is a `failed` of
/// status 200, as in the SDK; it is not charged.
final class ProductEndpoints {

  private ProductEndpoints() {}

  /// `GET /products/{product_id}`.
  record Details(DataQuery reader, Products products, Meter meter, V2Json json) implements Action {
    @Override
    public Reply handle(ApiRequest request, Caller caller) {
      Wanted<Product> wanted = reader.product(request, caller, Question.Details::new);
      meter.mayCall(caller);
      Reading<Product> reading = read(products, wanted);
      if (reading instanceof Reading.Known<Product>) {
        meter.succeeded(
            request,
            caller,
            new DataMeter.Subject(
                DataEndpoint.PRODUCT_DETAILS,
                null,
                null,
                wanted.inquiry().store().code(),
                wanted.inquiry().question().subject()));
      }
      return json.reply(200, ProductRendering.details(wanted, reading));
    }
  }

  /// `GET /products/{product_id}/offers`.
  record Offers(DataQuery reader, Products products, Meter meter, V2Json json) implements Action {
    @Override
    public Reply handle(ApiRequest request, Caller caller) {
      Wanted<List<Offer>> wanted = reader.product(request, caller, Question.Offers::new);
      meter.mayCall(caller);
      Reading<List<Offer>> reading = read(products, wanted);
      if (reading instanceof Reading.Known<List<Offer>>(var offers, _)) {
        meter.succeeded(
            request,
            caller,
            new DataMeter.Subject(
                DataEndpoint.PRODUCT_OFFERS,
                null,
                offers.size(),
                wanted.inquiry().store().code(),
                wanted.inquiry().question().subject()));
      }
      return json.reply(200, OfferRendering.offers(wanted, reading));
    }
  }

  private static <T> Reading<T> read(Products products, Wanted<T> wanted) {
    return wanted.later() ? products.readLater(wanted.inquiry()) : products.read(wanted.inquiry());
  }

  /// `GET /products/search`.
  record Search(DataQuery reader, Products products, Meter meter, V2Json json) implements Action {
    @Override
    public Reply handle(ApiRequest request, Caller caller) {
      Query query = new Query(request);
      String words = DataQuery.words(query, "query");
      int page = query.number("page", 1, Question.LAST_PAGE, 1);
      boolean free = Boolean.TRUE.equals(query.flag("free_shipping"));
      Question<SearchPage> question = new Question.Search(words == null ? "?" : words, page);
      Optional<ConfiguredStore> store = reader.store(query, caller.mode(), question);
      query.check();
      Inquiry<SearchPage> inquiry =
          new Inquiry<>(caller.tenant(), store.orElseThrow(), question, new Freshness.Usual());
      meter.mayCall(caller);
      return switch (products.read(inquiry)) {
        case Reading.Known<SearchPage>(var found, _) -> {
          List<Product> shown = free ? freeOnly(found.products(), inquiry) : found.products();
          meter.succeeded(
              request,
              caller,
              new DataMeter.Subject(
                  DataEndpoint.PRODUCT_SEARCH,
                  question.subject(),
                  shown.size(),
                  inquiry.store().code(),
                  null));
          boolean more = found.hasNext() && page < Question.LAST_PAGE;
          yield json.reply(200, SearchRendering.page(shown, more ? page + 1 : null));
        }
        case Reading<SearchPage> other -> json.reply(200, SearchRendering.failed(other));
      };
    }

    /// Filters a page without changing its number.
    private static List<Product> freeOnly(List<Product> products, Inquiry<?> inquiry) {
      boolean told =
          products.stream().anyMatch(product -> ProductRendering.shipPrice(product) != null);
      if (!told && !products.isEmpty()) {
        throw new V2Problem(
            422,
            "validation_error",
            inquiry.store().code() + " does not report shipping costs; leave free_shipping out",
            Map.of("free_shipping", "Not supported for this retailer"));
      }
      return products.stream()
          .filter(
              product -> {
                Long price = ProductRendering.shipPrice(product);
                return price != null && price == 0;
              })
          .toList();
    }
  }
}
