package dev.brass.testkit;

import dev.brass.spi.Answer;
import dev.brass.spi.CancelResult;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.FindOrder;
import dev.brass.spi.FindResult;
import dev.brass.spi.MerchantOrder;
import dev.brass.spi.Money;
import dev.brass.spi.PlaceOrder;
import dev.brass.spi.PlaceResult;
import dev.brass.spi.Placement;
import dev.brass.spi.PriceComponents;
import dev.brass.spi.Product;
import dev.brass.spi.Quote;
import dev.brass.spi.QuoteRequest;
import dev.brass.spi.SearchPage;
import dev.brass.spi.Store;
import dev.brass.spi.StoreException;
import dev.brass.spi.StoreHttp;
import dev.brass.spi.TrackResult;
import java.net.http.HttpTimeoutException;
import java.util.List;

/// Connectors that take what is no answer for one.
final class Guessing {
  private Guessing() {}

  static final class TakesAFailureForAnAbsence extends PaperConnector {
    @Override
    public FindResult find(Store store, FindOrder order) {
      try {
        return super.find(store, order);
      } catch (RuntimeException e) {
        return new FindResult.Absent();
      }
    }
  }

  static final class TakesAFailureForAMissingProduct extends PaperConnector {
    @Override
    public Answer<Product> product(Store store, String productId) {
      try {
        return super.product(store, productId);
      } catch (RuntimeException e) {
        return Answer.refused(ErrorCode.EXPIRED_PRODUCT_ID.error());
      }
    }
  }

  static final class TakesAFailureForNoProducts extends PaperConnector {
    @Override
    public Answer<SearchPage> search(Store store, String query, int page) {
      try {
        return super.search(store, query, page);
      } catch (RuntimeException e) {
        return Answer.of(new SearchPage(List.of(), false));
      }
    }
  }

  static final class TakesAFailureForSoldOut extends PaperConnector {
    @Override
    public Answer<Quote> quote(Store store, QuoteRequest request) {
      try {
        return super.quote(store, request);
      } catch (RuntimeException e) {
        return Answer.refused(ErrorCode.PRODUCT_UNAVAILABLE.error());
      }
    }
  }

  static final class TakesAFailureForNoParcels extends PaperConnector {
    @Override
    public TrackResult track(Store store, MerchantOrder order) {
      try {
        return super.track(store, order);
      } catch (RuntimeException e) {
        return new TrackResult.Shipments(List.of(), false);
      }
    }
  }

  static final class TakesAFailureForACancellation extends PaperConnector {
    @Override
    public CancelResult cancel(Store store, MerchantOrder order, String reason) {
      try {
        return super.cancel(store, order, reason);
      } catch (RuntimeException e) {
        return new CancelResult.Cancelled(null);
      }
    }
  }

  static final class TakesATimeoutForANo extends PaperConnector {
    @Override
    public PlaceResult place(Store store, PlaceOrder order) {
      try {
        return super.place(store, order);
      } catch (StoreException e) {
        if (e.mayHaveArrived() && e.getCause() instanceof HttpTimeoutException) {
          return new PlaceResult.Refused(ErrorCode.INTERNAL_ERROR.error());
        }
        throw e;
      }
    }
  }

  static final class TakesAServerErrorForANo extends PaperConnector {
    @Override
    PlaceResult outcome(Store store, PlaceOrder order, StoreHttp.Reply reply) {
      return reply.status() >= 500
          ? new PlaceResult.Refused(ErrorCode.INTERNAL_ERROR.error())
          : super.outcome(store, order, reply);
    }
  }

  static final class TakesStatus200ForAYes extends PaperConnector {
    @Override
    PlaceResult outcome(Store store, PlaceOrder order, StoreHttp.Reply reply) {
      try {
        return super.outcome(store, order, reply);
      } catch (StoreException unreadable) {
        Money none = Money.zero(order.expected().currency());
        return new PlaceResult.Accepted(
            new Placement(List.of(), PriceComponents.of(order.expected(), none, none)));
      }
    }
  }
}
