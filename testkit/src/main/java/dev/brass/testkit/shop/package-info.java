/// A shop that is a program of its own, with an order book outside of every database of Brass, and
/// the connector to it: for tests in which servers and databases die, fall silent and forget. Start
/// reading at [dev.brass.testkit.shop.HttpShop].
@NullMarked
package dev.brass.testkit.shop;

import org.jspecify.annotations.NullMarked;
