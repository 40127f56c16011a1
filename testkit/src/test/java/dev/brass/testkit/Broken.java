package dev.brass.testkit;

import dev.brass.spi.Answer;
import dev.brass.spi.CancelResult;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.FindOrder;
import dev.brass.spi.FindResult;
import dev.brass.spi.MerchantOrder;
import dev.brass.spi.Money;
import dev.brass.spi.Offer;
import dev.brass.spi.OrderError;
import dev.brass.spi.PaidBy;
import dev.brass.spi.Payment;
import dev.brass.spi.PlaceOrder;
import dev.brass.spi.PlaceResult;
import dev.brass.spi.Placement;
import dev.brass.spi.PriceComponents;
import dev.brass.spi.Quote;
import dev.brass.spi.QuoteRequest;
import dev.brass.spi.ReturnOrder;
import dev.brass.spi.ReturnResult;
import dev.brass.spi.ShippingOption;
import dev.brass.spi.Store;
import dev.brass.spi.StoreException;
import dev.brass.spi.StoreHttp;
import dev.brass.spi.StoreSettings;
import java.math.BigDecimal;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Connectors that are wrong in one way each, as connectors are.
final class Broken {
  private Broken() {}

  static final class PlacesTwice extends PaperConnector {
    @Override
    StoreHttp.Reply pay(Store store, PlaceOrder order) {
      super.pay(store, order);
      return super.pay(store, order);
    }
  }

  static final class IgnoresTheCap extends PaperConnector {
    @Override
    boolean tooDear(PlaceOrder order, Money total) {
      return false;
    }
  }

  static final class ComparesTheQuoteWithTheCap extends PaperConnector {
    @Override
    boolean tooDear(PlaceOrder order, Money total) {
      return super.tooDear(order, order.expected());
    }
  }

  static final class ChecksTheCapTooLate extends PaperConnector {
    @Override
    public PlaceResult place(Store store, PlaceOrder order) {
      StoreHttp.Reply reply = pay(store, order);
      PlaceResult result = outcome(store, order, reply);
      return result instanceof PlaceResult.Accepted(Placement placement)
              && tooDear(order, placement.price().total())
          ? new PlaceResult.Refused(ErrorCode.MAX_PRICE_EXCEEDED.error())
          : result;
    }
  }

  static final class LeaksTheCardInAnException extends PaperConnector {
    @Override
    StoreHttp.Reply pay(Store store, PlaceOrder order) {
      try {
        return super.pay(store, order);
      } catch (StoreException e) {
        Payment.Card card = (Payment.Card) order.request().payment();
        throw e.mayHaveArrived()
            ? StoreException.answerLost("no answer for card " + card.number().reveal(), e)
            : StoreException.notSent("not sent for card " + card.number().reveal(), e);
      }
    }
  }

  static final class LeaksTheTokenInALog extends PaperConnector {
    @Override
    StoreHttp.Reply get(Store store, String path) {
      Logger.getLogger("paper").fine(() -> "token " + store.settings().required("api-token"));
      return super.get(store, path);
    }
  }

  static final class KeepsTheRawReplyUnredacted extends PaperConnector {
    @Override
    @Nullable OrderError error(Store store, JsonNode reply) {
      OrderError error = super.error(store, reply);
      return error != null && error.code() == ErrorCode.INTERNAL_ERROR
          ? new OrderError(error.code(), error.message(), Map.of("raw", reply.toString()))
          : error;
    }
  }

  static final class NamesTheValueOfASetting extends PaperConnector {
    @Override
    public void check(StoreSettings settings) {
      String token = settings.required("api-token");
      if (!token.matches("[a-z0-9-]+")) {
        throw new IllegalArgumentException("the setting 'api-token' cannot be " + token);
      }
      super.check(settings);
    }
  }

  static final class SwallowsInterruption extends PaperConnector {
    @Override
    public PlaceResult place(Store store, PlaceOrder order) {
      try {
        return super.place(store, order);
      } catch (StoreException e) {
        if (Thread.interrupted()) {
          return new PlaceResult.InDoubt("interrupted");
        }
        throw e;
      }
    }
  }

  static final class RefusesUnknownFields extends PaperConnector {
    private static final Set<String> KNOWN =
        Set.of(
            "id",
            "title",
            "price",
            "currency",
            "stock",
            "products",
            "more",
            "cart",
            "subtotal",
            "shipping",
            "tax",
            "order",
            "reference",
            "placed_at",
            "orders",
            "state",
            "total",
            "parcels",
            "refund",
            "return",
            "error",
            "you_sent");

    @Override
    JsonNode json(StoreHttp.Reply reply) {
      JsonNode tree = super.json(reply);
      if (!KNOWN.containsAll(tree.propertyNames())) {
        throw new IllegalStateException("unknown field in " + tree.propertyNames());
      }
      return tree;
    }
  }

  static final class AssumesDollars extends PaperConnector {
    @Override
    Money money(JsonNode node, String name) {
      return Money.of(
          new BigDecimal(PaperJson.required(node, name).asString())
              .movePointRight(2)
              .longValueExact(),
          "USD");
    }
  }

  static final class TrustsTheLookUp extends PaperConnector {
    @Override
    boolean belongsTo(FindOrder order, JsonNode candidate) {
      return true;
    }
  }

  static final class OpensAnotherReturnEachTime extends PaperConnector {
    private final AtomicInteger returns = new AtomicInteger();

    @Override
    public ReturnResult open(Store store, ReturnOrder request) {
      super.open(store, request);
      return new ReturnResult.Opened("r-" + returns.incrementAndGet(), null, List.of());
    }
  }

  static final class ListsAnOfferTwice extends PaperConnector {
    @Override
    public Answer<List<Offer>> offers(Store store, String productId) {
      return switch (super.offers(store, productId)) {
        case Answer.Refused<List<Offer>> refused -> refused;
        case Answer.Given<List<Offer>>(List<Offer> offers) -> {
          List<Offer> twice = new ArrayList<>(offers);
          twice.addAll(offers);
          yield Answer.of(twice);
        }
      };
    }
  }

  static final class TakesEveryPageForAWidget extends PaperConnector {
    @Override
    public Optional<String> productId(StoreSettings settings, URI page) {
      return Optional.of("widget");
    }
  }

  static final class DoesNotTellWhoPays extends PaperConnector {
    @Override
    @SuppressWarnings("NullAway") // that is what is broken
    public PaidBy paidBy(StoreSettings settings) {
      return null;
    }
  }

  static final class CallsUnknownErrorsDeclined extends PaperConnector {
    @Override
    @Nullable OrderError error(Store store, JsonNode reply) {
      OrderError error = super.error(store, reply);
      return error != null && error.code() == ErrorCode.INTERNAL_ERROR
          ? ErrorCode.CREDIT_CARD_DECLINED.error()
          : error;
    }
  }

  static final class AnswersTheSecondCancelDifferently extends PaperConnector {
    private final Map<String, Integer> calls = new ConcurrentHashMap<>();

    @Override
    public CancelResult cancel(Store store, MerchantOrder order, String reason) {
      CancelResult result = super.cancel(store, order, reason);
      return result instanceof CancelResult.Cancelled
              && calls.merge(store.settings().required("url"), 1, Integer::sum) > 1
          ? new CancelResult.Refused(ErrorCode.INTERNAL_ERROR.error())
          : result;
    }
  }

  /// No answer depends on its state, so that it breaks no other rule by chance.
  static final class KeepsState extends PaperConnector {
    private @Nullable String lastQuery;

    @Override
    StoreHttp.Reply get(Store store, String path) {
      lastQuery = path;
      if (lastQuery.isEmpty()) {
        throw new IllegalArgumentException("nothing is asked");
      }
      return super.get(store, path);
    }
  }

  static final class NeverMarksTheCallThatBuys extends PaperConnector {
    @Override
    StoreHttp.Reply post(Store store, String path, Map<String, Object> body, boolean irrevocable) {
      return super.post(store, path, body, false);
    }
  }

  static final class TellsATotalThatDoesNotAddUp extends PaperConnector {
    @Override
    public Answer<Quote> quote(Store store, QuoteRequest request) {
      return switch (super.quote(store, request)) {
        case Answer.Refused<Quote> refused -> refused;
        case Answer.Given<Quote>(Quote quote) -> {
          Quote.PricedShipping first = quote.shipping().getFirst();
          ShippingOption option = first.option();
          PriceComponents price = first.price();
          Money none = Money.zero(price.tax().currency());
          PriceComponents wrong =
              new PriceComponents(
                  price.subtotal(), price.shipping(), none, none, none, price.total(), null);
          yield Answer.of(
              new Quote(quote.handle(), List.of(new Quote.PricedShipping(option, wrong)), null));
        }
      };
    }
  }

  /// Marks its question as the call that buys, as one does that asks by buying.
  static final class BuysToFind extends PaperConnector {
    @Override
    StoreHttp.Reply get(Store store, String path) {
      if (path.startsWith("/orders?")) {
        try {
          store
              .http()
              .send(
                  new StoreHttp.Call(
                      "GET",
                      URI.create(store.settings().required("url") + path),
                      Map.of("authorization", "Bearer " + store.settings().required("api-token")),
                      null,
                      true));
        } catch (StoreException refused) {
          // Asked in the usual way below.
        }
      }
      return super.get(store, path);
    }
  }

  /// Says that it needs no handle, and does.
  static final class NeedsTheHandle extends PaperConnector {
    @Override
    public FindResult find(Store store, FindOrder order) {
      return order.handle().isEmpty()
          ? new FindResult.Unknown("no handle")
          : super.find(store, order);
    }
  }
}
