/// Orders that a card pays for, and not a wallet (spec v2 §10). The most that an order can cost is
/// held on the card before there is an order; what it did cost is captured when it was placed, and
/// the hold is let go when it was not. Every step is written down before the processor is asked, so
/// that a crash leaves neither a charge without an order nor an order without its charge.
@NullMarked
package dev.brass.server.card;

import org.jspecify.annotations.NullMarked;
