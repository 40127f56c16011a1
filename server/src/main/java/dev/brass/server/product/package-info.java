/// Product data: what stores tell about their goods, asked for any API, kept for a while and asked
/// once for all who want it at the same time. The features that it may use are tenants, stores and
/// jobs; no API and no HTTP. Start reading at [Products], then [Source].
@NullMarked
package dev.brass.server.product;

import org.jspecify.annotations.NullMarked;
