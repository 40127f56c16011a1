/// Payments of those who have no account: a request is answered by what it costs, paid over HTTP
/// (the `Payment` scheme and x402), and carried out once. A payment is written down before it is
/// settled, so that after a crash there is what was bought or the money back. How money comes in is
/// a [dev.brass.server.agentpay.Rail]; what is bought is the caller's.
@NullMarked
package dev.brass.server.agentpay;

import org.jspecify.annotations.NullMarked;
