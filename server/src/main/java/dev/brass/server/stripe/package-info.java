/// The calls to Stripe: card holds, captures, refunds, Checkout, customers and the events that it
/// sends. It may use the SPI's values and Stripe's own library, knows no orders and no payments,
/// and keeps nothing. Start reading at [Stripe] and [StripeReply].
@NullMarked
package dev.brass.server.stripe;

import org.jspecify.annotations.NullMarked;
