/// Tests of the calls to Stripe, and a Stripe of our own that keeps the contract of those calls.
@NullMarked
package dev.brass.server.stripe;

import org.jspecify.annotations.NullMarked;
