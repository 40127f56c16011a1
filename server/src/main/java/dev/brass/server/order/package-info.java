/// Orders: submitted once, placed at most once, tracked to their end. The features that it may use
/// are tenants, wallets, credentials, managed accounts, stores, jobs and webhooks; no API and no
/// HTTP. Start reading at [Orders] and [OrderMachine].
@NullMarked
package dev.brass.server.order;

import org.jspecify.annotations.NullMarked;
