/// The configured stores and the access to them: the decorators of every connector call, and the
/// reachability of each store. It may use the SPI and the database, and knows nothing of orders.
/// Start reading at [Stores], then [StoreSession] and [StoreReach].
@NullMarked
package dev.brass.server.connect;

import org.jspecify.annotations.NullMarked;
