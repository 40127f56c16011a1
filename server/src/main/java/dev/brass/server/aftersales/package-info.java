/// Errands: what clients want done at a store with what was bought there: cancel it, send it back,
/// follow it. The features that it may use are orders, tenants, credentials, stores, jobs and
/// webhooks; no API and no HTTP. Start reading at [Aftersales] and [AftersalesHandler].
@NullMarked
package dev.brass.server.aftersales;

import org.jspecify.annotations.NullMarked;
