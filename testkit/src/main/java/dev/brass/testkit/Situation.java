package dev.brass.testkit;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A situation at a store that the contract needs a connector to be in. A [Subject] opens a fresh
/// [World] for each.
public enum Situation {
  /// Nothing is wrong: the order of the world is quoted, accepted, and can be cancelled afterwards.
  ACCEPTS(Need.ALWAYS, null),
  /// The quote works; the placing call is refused with an explicit no.
  REFUSES(Need.ALWAYS, null),
  /// What is ordered cannot be bought now; told when it is quoted or when it is placed.
  SOLD_OUT(Need.ALWAYS, null),
  /// Between quote and placing the order becomes dearer than what was quoted.
  PRICE_JUMPS(Need.ALWAYS, null),
  /// As [#ACCEPTS], in a currency that differs from it; best one with another number of decimals.
  OTHER_CURRENCY(Need.IF_POSSIBLE, null),
  /// The quote works; the placing call never reaches the store.
  NOT_SENT(Need.ON_THE_WIRE, WireFault.NOT_SENT),
  /// The store makes the order, and its answer does not come in time.
  TIMES_OUT_AFTER_SEND(Need.ALWAYS, WireFault.TIMES_OUT_AFTER_SEND),
  /// The store makes the order, and the connection breaks before its answer.
  DROPS_AFTER_SEND(Need.ON_THE_WIRE, WireFault.DROPS_AFTER_SEND),
  /// The store makes the order, and the placing call is answered by a server error.
  SERVER_ERROR(Need.ON_THE_WIRE, WireFault.SERVER_ERROR),
  /// The store makes the order, and only half of its answer to the placing call arrives.
  GARBLED_REPLY(Need.ON_THE_WIRE, WireFault.GARBLED_REPLY),
  /// The quote works; the placing call is not answered for as long as the contract cares to wait
  /// (half a minute is enough).
  SLOW(Need.ALWAYS, WireFault.HOLDS),
  /// As [#ACCEPTS], and every reply has fields, and where possible values, that nobody documented.
  UNKNOWN_FIELDS(Need.ON_THE_WIRE, WireFault.UNKNOWN_FIELDS),
  /// The store says an explicit no, at the quote or at placing, and gives
  /// [Situation#UNHEARD_OF_CODE] as the reason; best in a reply that also repeats the request.
  UNKNOWN_ERROR(Need.ON_THE_WIRE, null),
  /// The store has an order of somebody else, and its look-up shows that order whatever is asked
  /// for. What the world orders has not been placed.
  SHOWS_ANOTHERS_ORDER(Need.IF_POSSIBLE, null),
  /// The store wants a person before it takes the order.
  NEEDS_ACTION(Need.IF_POSSIBLE, null),
  /// As [#ACCEPTS], and after [World#onSettle] the order has been shipped completely.
  SHIPS(Need.ALWAYS, null),
  /// As [#ACCEPTS], and after [World#onSettle] the store has called the order off.
  RETAILER_CANCELS(Need.IF_POSSIBLE, null),
  /// As [#ACCEPTS], and after [World#onSettle] it is too late to cancel.
  TOO_LATE_TO_CANCEL(Need.IF_POSSIBLE, null);

  /// The error code that no connector can know, for [#UNKNOWN_ERROR].
  public static final String UNHEARD_OF_CODE = "BRASS_TESTKIT_UNHEARD_OF";

  /// Who may say that a situation cannot be brought about at a store ([Subject#cannot]).
  enum Need {
    /// Nobody.
    ALWAYS,
    /// A connector that does not speak to its store through [dev.brass.spi.StoreHttp]; for the
    /// others [World#breaking] or a fixture does it.
    ON_THE_WIRE,
    /// Any connector, with the reason.
    IF_POSSIBLE
  }

  private final Need need;
  private final @Nullable WireFault wireFault;

  Situation(Need need, @Nullable WireFault wireFault) {
    this.need = need;
    this.wireFault = wireFault;
  }

  Need need() {
    return need;
  }

  /// The fault that makes this situation out of [#ACCEPTS] at a store that speaks HTTP; empty when
  /// the store itself has to be different.
  public Optional<WireFault> wireFault() {
    return Optional.ofNullable(wireFault);
  }
}
