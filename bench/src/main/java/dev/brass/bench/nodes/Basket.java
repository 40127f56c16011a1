package dev.brass.bench.nodes;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a client of the simulation buys by one request, and sends again until it has its answer.
///
/// @param number from 0; the same number and seed give the same basket
/// @param key the idempotency key of the request
/// @param body as JSON, the same with every try
/// @param trouble what befalls its payment; null for nothing
record Basket(
    int number,
    Channel channel,
    String key,
    List<Item> items,
    String body,
    @Nullable Trouble trouble) {

  Basket {
    items = List.copyOf(items);
  }

  /// The way that an order comes.
  enum Channel {
    CLASSIC,
    CURRENT,
    CARD,
    AGENT,
    BULK,
    BATCH;

    /// Whether several orders come together.
    boolean isOfMany() {
      return this == BULK || this == BATCH;
    }
  }

  /// What befalls the call to the card processor.
  enum Trouble {
    ANSWER_LOST,
    REQUEST_LOST,
    UNAVAILABLE
  }

  /// One order.
  ///
  /// @param product nobody else wants it
  record Item(String product, Shop shop, Fate fate) {}

  /// What is to become of an order.
  enum Fate {
    BOUGHT,
    /// The store does not have it.
    SOLD_OUT,
    /// The store's answer is lost, one way or another.
    DOUBTED,
    /// The buyer's card is refused, so that there is no order.
    CARD_REFUSED
  }

  @Override
  public String toString() {
    return "basket %d (%s)".formatted(number, channel);
  }
}
