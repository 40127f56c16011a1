package dev.brass.server.stripe;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The result of a call to Stripe.
///
/// @param <T> the result of the call
public sealed interface StripeReply<T> {

  /// A sure yes.
  record Done<T>(T value) implements StripeReply<T> {}

  /// A certain no: no money was moved or held.
  ///
  /// @param code Stripe's `code`, or its `decline_code` where there is none, such as
  ///     `card_declined`, `authentication_required` or `resource_missing`
  /// @param message Stripe's message about it
  /// @param intent the intent that the error carries, which is left without a payment
  record Refused<T>(String code, String message, @Nullable String intent)
      implements StripeReply<T> {}

  /// Anything else, such as no answer at all: it may have been done.
  record Unclear<T>(String why) implements StripeReply<T> {}

  /// The same reply with another value. Refusals and unclear replies stay as they are.
  default <U> StripeReply<U> then(Function<? super T, StripeReply<U>> next) {
    return switch (this) {
      case Done<T>(T value) -> next.apply(value);
      case Refused<T>(String code, String message, String intent) ->
          new Refused<>(code, message, intent);
      case Unclear<T>(String why) -> new Unclear<>(why);
    };
  }
}
