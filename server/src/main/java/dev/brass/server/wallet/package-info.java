/// The money of tenants: what they have, what is held for their orders, and every transfer that
/// made it so, in double entry. It may use tenants and the database, and knows orders by their ids
/// alone: they use it. Start reading at [Wallets], then [Kind].
@NullMarked
package dev.brass.server.wallet;

import org.jspecify.annotations.NullMarked;
