/// Payments of clients without an account: a request is answered with its price, paid over HTTP
/// (the `Payment` scheme and x402), and carried out once. A payment is stored before it is settled,
/// so that a crash ends with the purchase or with a refund. A [dev.brass.server.agentpay.Rail]
/// takes the money; the caller makes the purchase.
@NullMarked
package dev.brass.server.agentpay;

import org.jspecify.annotations.NullMarked;
