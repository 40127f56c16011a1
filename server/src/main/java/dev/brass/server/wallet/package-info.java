/// The money of tenants: their balances, the holds for their orders, and every transfer behind
/// them, in double entry. It may use tenants and the database, and knows orders by their ids alone:
/// they use it. Start reading at [Wallets], then [Kind].
@NullMarked
package dev.brass.server.wallet;

import org.jspecify.annotations.NullMarked;
