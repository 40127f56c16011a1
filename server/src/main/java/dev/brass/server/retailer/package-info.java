/// This server's knowledge of the stores that it buys from: how well orders there succeed, and the
/// platform of a shop. The feature that it may use is orders; no API. Start reading at
/// [StoreRecords], then [Platforms].
@NullMarked
package dev.brass.server.retailer;

import org.jspecify.annotations.NullMarked;
