/// The interfaces that a connector author compiles against: the words that Brass and a store's
/// connector exchange, and one small interface per capability of a store. It uses nothing but the
/// JDK. Start reading at [Connector], then [PlacesOrders].
@NullMarked
package dev.brass.spi;

import org.jspecify.annotations.NullMarked;
