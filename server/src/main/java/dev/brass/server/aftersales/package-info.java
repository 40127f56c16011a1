/// After-sales tasks: cancellations, returns and tracking of purchases at a store. The features
/// that it may use are orders, tenants, credentials, stores, jobs and webhooks; no API and no HTTP.
/// Start reading at [Aftersales] and [AftersalesHandler].
@NullMarked
package dev.brass.server.aftersales;

import org.jspecify.annotations.NullMarked;
