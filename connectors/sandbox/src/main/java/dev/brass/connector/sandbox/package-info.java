/// The sandbox marketplace: twenty-six retailers with a catalogue, stock, gift balances, carriers
// and
/// an order book of their own, in their own tables and their own transactions. It uses the SPI and
/// a [javax.sql.DataSource] that it is given, and knows nothing of the server that buys from it.
/// Start reading at [SandboxMarketplace], then [SandboxConnector].
@NullMarked
package dev.brass.connector.sandbox;

import org.jspecify.annotations.NullMarked;
