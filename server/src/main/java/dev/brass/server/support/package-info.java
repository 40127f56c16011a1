/// Support cases: what clients and the operator write to each other about orders that were bought
/// on managed accounts. The features that it may use are orders, wallets, tenants, jobs and
/// webhooks; no API and no HTTP. Start reading at [Cases].
@NullMarked
package dev.brass.server.support;

import org.jspecify.annotations.NullMarked;
