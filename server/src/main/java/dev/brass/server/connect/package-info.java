/// The stores that are configured and the way to them: what every connector gets around its calls,
/// written once, and what is known of how each store can be reached. It may use the SPI and the
/// database, and knows nothing of orders. Start reading at [Stores], then [StoreSession] and
/// [StoreReach].
@NullMarked
package dev.brass.server.connect;

import org.jspecify.annotations.NullMarked;
