/// What this server knows of the stores that it buys from: how well it goes there, and what a shop
/// runs on. The feature that it may use is orders; no API. Start reading at [StoreRecords], then
/// [Platforms].
@NullMarked
package dev.brass.server.retailer;

import org.jspecify.annotations.NullMarked;
