/// Tests of the calls to Stripe.
@NullMarked
package dev.brass.server.stripe;

import org.jspecify.annotations.NullMarked;
