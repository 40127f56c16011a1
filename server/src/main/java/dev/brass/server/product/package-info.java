/// Product data: information of stores about their goods, requested by any API, kept for a while
/// and fetched once for all callers that want it at the same time. The features that it may use are
/// tenants, stores and jobs; no API and no HTTP. Start reading at [Products], then [Source].
@NullMarked
package dev.brass.server.product;

import org.jspecify.annotations.NullMarked;
