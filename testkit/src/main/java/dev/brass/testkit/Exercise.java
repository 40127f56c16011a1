package dev.brass.testkit;

import dev.brass.spi.Answer;
import dev.brass.spi.CancelResult;
import dev.brass.spi.CancelsOrders;
import dev.brass.spi.Connector;
import dev.brass.spi.FindResult;
import dev.brass.spi.FindsOrders;
import dev.brass.spi.ListsOffers;
import dev.brass.spi.MerchantOrder;
import dev.brass.spi.Offer;
import dev.brass.spi.OrderError;
import dev.brass.spi.PlaceResult;
import dev.brass.spi.Placement;
import dev.brass.spi.PlacesOrders;
import dev.brass.spi.Product;
import dev.brass.spi.Quote;
import dev.brass.spi.QuoteRequest;
import dev.brass.spi.QuotesOrders;
import dev.brass.spi.ReadsProducts;
import dev.brass.spi.ReturnResult;
import dev.brass.spi.ReturnsOrders;
import dev.brass.spi.SearchPage;
import dev.brass.spi.SearchesProducts;
import dev.brass.spi.Shipment;
import dev.brass.spi.TrackResult;
import dev.brass.spi.TracksOrders;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One round of everything that a connector can do in a world, with all that it said. Not
/// thread-safe.
final class Exercise {
  /// What a capability answered: its result, or the exception instead of one.
  record Said(String capability, Object answer) {
    /// What matters of the answer and is the same in every world of a situation.
    String gist() {
      return capability + " → " + Exercise.gist(answer);
    }
  }

  private final Connector connector;
  private final Buyer buyer;
  private final World world;
  private final TestStore store;
  private final List<Said> said = new ArrayList<>();
  private final QuoteRequest request;

  private Exercise(Trial trial, World world) {
    this.connector = trial.connector();
    this.buyer = trial.buyer();
    this.world = world;
    this.store = world.store();
    this.request = world.request(Buyer.newAttempt());
  }

  static Exercise of(Trial trial, World world) {
    Exercise exercise = new Exercise(trial, world);
    exercise.read();
    exercise.followUp(exercise.buy());
    return exercise;
  }

  List<Said> said() {
    return List.copyOf(said);
  }

  List<String> gist() {
    return said.stream().map(Said::gist).toList();
  }

  /// The order that was tried.
  QuoteRequest request() {
    return request;
  }

  private void read() {
    String productId = request.lines().getFirst().productId();
    if (connector instanceof ReadsProducts reads) {
      note("product", () -> reads.product(store, productId));
      note("unknown product", () -> reads.product(store, world.missingProduct()));
    }
    if (connector instanceof ListsOffers lists) {
      note("offers", () -> lists.offers(store, productId));
    }
    if (connector instanceof SearchesProducts searches) {
      note("search", () -> searches.search(store, world.findingQuery(), 1));
    }
  }

  private @Nullable MerchantOrder buy() {
    if (!(connector instanceof QuotesOrders)) {
      return connector instanceof TracksOrders || connector instanceof CancelsOrders
          ? world.existingOrder()
          : null;
    }
    Object answer = note("quote", () -> buyer.ask(world, request));
    if (!(connector instanceof PlacesOrders) || !(answer instanceof Answer.Given<?>(Quote quote))) {
      return null;
    }
    Buyer.Quoted quoted = new Buyer.Quoted(world, request, quote, store.clock().instant());
    Outcome outcome = buyer.place(quoted);
    said.add(
        new Said(
            "place",
            switch (outcome) {
              case Outcome.Answered(PlaceResult result) -> result;
              case Outcome.Threw(RuntimeException exception) -> exception;
            }));
    if (connector instanceof FindsOrders finds) {
      note("find", () -> finds.find(store, quoted.toFind()));
    }
    return outcome instanceof Outcome.Answered(PlaceResult.Accepted(Placement placement))
            && !placement.merchantOrders().isEmpty()
        ? placement.merchantOrders().getFirst()
        : null;
  }

  private void followUp(@Nullable MerchantOrder order) {
    if (order == null) {
      return;
    }
    world.settle();
    if (connector instanceof TracksOrders tracks) {
      note("track", () -> tracks.track(store, order));
    }
    if (connector instanceof ReturnsOrders returns) {
      note("return", () -> returns.open(store, world.returning(order)));
    }
    if (connector instanceof CancelsOrders cancels) {
      note("cancel", () -> cancels.cancel(store, order, "no longer needed"));
    }
  }

  private Object note(String capability, Supplier<?> call) {
    Object answer;
    try {
      answer = call.get();
    } catch (RuntimeException e) {
      answer = e;
    }
    said.add(new Said(capability, answer));
    return answer;
  }

  private static String gist(Object answer) {
    return switch (answer) {
      case Answer.Given<?>(Object value) -> gist(value);
      case Answer.Refused<?>(OrderError error) -> "refused " + error.code();
      case Product product ->
          String.join(
              ", ",
              product.productId(),
              product.title(),
              String.valueOf(product.price()),
              "available " + product.available());
      case SearchPage page -> page.products().stream().map(Exercise::gist).toList().toString();
      case List<?> list -> list.stream().map(Exercise::gist).toList().toString();
      case Offer offer -> offer.offerId() + " for " + offer.price();
      case Quote quote ->
          quote.shipping().stream()
              .map(option -> option.option().id() + " for " + option.price().total())
              .toList()
              .toString();
      case PlaceResult.Accepted(Placement placement) -> "accepted for " + placement.price().total();
      case PlaceResult.Refused(OrderError error) -> "refused " + error.code();
      case FindResult.Found(Placement placement) -> "found for " + placement.price().total();
      case TrackResult.Shipments shipments ->
          shipments.shipments().stream().map(Shipment::status).toList()
              + ", complete "
              + shipments.complete();
      case CancelResult.Cancelled cancelled -> "cancelled, refund " + cancelled.refund();
      case CancelResult.Refused(OrderError error) -> "refused " + error.code();
      case ReturnResult.Refused(OrderError error) -> "refused " + error.code();
      default -> answer.getClass().getSimpleName();
    };
  }
}
