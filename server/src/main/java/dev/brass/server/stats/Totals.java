package dev.brass.server.stats;

/// Orders that were placed and what their stores charged for them.
///
/// @param minor in minor units of the server's currency; orders in other currencies count as orders
///     only
public record Totals(long orders, long minor) {

  static final Totals NONE = new Totals(0, 0);

  public Totals plus(Totals other) {
    return new Totals(orders + other.orders, minor + other.minor);
  }
}
