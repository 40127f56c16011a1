/// Support cases: messages between clients and the operator about orders that were bought on
/// managed accounts. The features that it may use are orders, wallets, tenants, jobs and webhooks;
/// no API and no HTTP. Start reading at [Cases].
@NullMarked
package dev.brass.server.support;

import org.jspecify.annotations.NullMarked;
