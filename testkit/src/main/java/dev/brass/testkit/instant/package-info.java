/// A store without a network, for the tests and measurements of whoever places orders: it answers
/// at once, remembers what it sold, and fails in the ways it is told to. It uses the SPI only.
/// Start reading at [InstantConnector], then [InstantShop].
@NullMarked
package dev.brass.testkit.instant;

import org.jspecify.annotations.NullMarked;
