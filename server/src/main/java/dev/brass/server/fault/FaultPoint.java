package dev.brass.server.fault;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A place at which a crash leaves a state that must be tested. The crash simulation starts the
/// server with `-Dbrass.fault=PLACING_COMMITTED:3`: the process then halts, without any clean-up,
/// when it reaches that point for the third time.
public enum FaultPoint {
  /// An order is committed and its client not yet answered.
  SUBMITTED,
  /// The jobs of a dead node are free again, and its successor has claimed none of them.
  TAKEN_OVER,
  /// A job is claimed and its handler not yet called.
  CLAIMED,
  /// The attempt is committed and the store not yet asked to buy.
  PLACING_COMMITTED,
  /// The store has answered and the outcome is not yet committed.
  STORE_ANSWERED,
  /// The outcome is committed and no one is notified.
  OUTCOME_COMMITTED,
  /// The store was asked whether it has an order, and nothing of it is committed.
  RECONCILING,
  /// A payment is written down and its rail not yet asked for the money.
  PAYMENT_BEGUN,
  /// The rail has the money and nothing of it is committed.
  PAYMENT_SETTLED,
  /// The money is in the ledger and nothing bought.
  PAYMENT_ARRIVED,
  /// The order is submitted and its payment does not know it.
  PAYMENT_SPENT,
  /// The rail has given money back and nothing of it is committed.
  PAYMENT_RETURNED,
  /// Money is held on a card and nothing of it is committed.
  CARD_HELD,
  /// The order of a card is submitted and its payment does not know it.
  CARD_BOUGHT,
  /// A card was charged and nothing of it is committed.
  CARD_CAPTURED,
  /// A webhook was posted and its delivery not yet committed.
  DELIVERED;

  private static final @Nullable FaultPoint ARMED;
  private static final AtomicInteger LEFT = new AtomicInteger();

  static {
    String fault = System.getProperty("brass.fault");
    if (fault == null) {
      ARMED = null;
    } else {
      String[] parts = fault.split(":", 2);
      ARMED = valueOf(parts[0]);
      LEFT.set(Integer.parseInt(parts[1]));
    }
  }

  /// Whether it is about the payments of agents.
  public boolean isOfPayments() {
    return name().startsWith("PAYMENT_");
  }

  /// Whether it is about payments by card.
  public boolean isOfCards() {
    return name().startsWith("CARD_");
  }

  /// Whether every order passes it; the simulation of orders uses only such points.
  public boolean isOfOrders() {
    return !isOfPayments() && !isOfCards();
  }

  /// Reports that the process is here; it may not survive that.
  public void reached() {
    if (this == ARMED && LEFT.decrementAndGet() == 0) {
      Runtime.getRuntime().halt(137);
    }
  }
}
