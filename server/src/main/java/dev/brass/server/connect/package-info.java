/// The stores that are configured and the way to them: what every connector gets around its calls,
/// written once. It may use the SPI and the database, and knows nothing of orders. Start reading at
/// [Stores], then [StoreSession].
@NullMarked
package dev.brass.server.connect;

import org.jspecify.annotations.NullMarked;
