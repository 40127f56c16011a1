/// Tests of payments by card. They may use the test database and the fake of Stripe. Start reading
/// at [StripeCardsTest].
@NullMarked
package dev.brass.server.card;

import org.jspecify.annotations.NullMarked;
