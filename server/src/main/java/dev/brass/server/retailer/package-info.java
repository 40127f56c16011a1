/// What this server knows of the stores that it buys from: how well it goes there, and what a shop
/// runs on. The features that it may use are orders and the names of webhooks; no API. Start
/// reading at [StoreRecords].
@NullMarked
package dev.brass.server.retailer;

import org.jspecify.annotations.NullMarked;
