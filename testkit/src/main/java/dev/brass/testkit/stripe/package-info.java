/// Stripe's API as far as Brass uses it, kept by a program of the test's own: for tests in which
/// money is held, taken and given back while servers and databases die. Start reading at
/// [dev.brass.testkit.stripe.FakeStripe].
@NullMarked
package dev.brass.testkit.stripe;

import org.jspecify.annotations.NullMarked;
