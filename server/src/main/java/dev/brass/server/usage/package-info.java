/// Calls for product data: their cost, their number, and the last of them. The features that it may
/// use are tenants and wallets; no API and no HTTP. Start reading at [Usage], then [Metering].
@NullMarked
package dev.brass.server.usage;

import org.jspecify.annotations.NullMarked;
