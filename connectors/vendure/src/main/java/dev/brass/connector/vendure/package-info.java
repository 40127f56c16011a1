/// Buying from shops that run on Vendure, as a guest over their Shop GraphQL API, with the Admin
/// API as a second way to look orders up. It uses the SPI and Jackson. Start reading at
/// [VendureConnector].
@NullMarked
package dev.brass.connector.vendure;

import org.jspecify.annotations.NullMarked;
