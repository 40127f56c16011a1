/// Orders that a card pays for instead of a wallet (Zinc SDK, card payment). The maximum cost of an
/// order is held on the card before there is an order; the actual cost is captured when it was
/// placed, and the hold is released when it was not. Every step is stored before the processor is
/// asked, so that a crash leaves neither a charge without an order nor an order without its charge.
@NullMarked
package dev.brass.server.card;

import org.jspecify.annotations.NullMarked;
