package dev.brass.server.order;

import dev.brass.server.order.Concession.Concern;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.OrderError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The remaining lines of an order and its concessions (Zinc API docs, Create Order, fulfilment).
/// Immutable.
record Relaxed(List<OrderLine> lines, List<Concession> concessions) {

  Relaxed {
    lines = List.copyOf(lines);
    concessions = List.copyOf(concessions);
  }

  static Relaxed nothing(OrderSpec spec) {
    return new Relaxed(spec.lines(), List.of());
  }

  /// The order without the part that an error is about; empty when the order does not allow that,
  /// the error does not name its product, or nothing would be left.
  Optional<Relaxed> after(OrderError error, Fulfilment allowed) {
    Object product = error.data().getOrDefault("product_id", "");
    return lines.stream()
        .filter(line -> line.productId().equals(product))
        .findFirst()
        .flatMap(
            line ->
                error.code() == ErrorCode.MAX_QUANTITY_EXCEEDED
                    ? fewer(line, error, allowed)
                    : without(line, error, allowed));
  }

  private Optional<Relaxed> fewer(OrderLine line, OrderError error, Fulfilment allowed) {
    int most = error.data().get("max_quantity") instanceof Number number ? number.intValue() : 0;
    if (!allowed.quantity() || most < 1 || most >= line.quantity()) {
      return Optional.empty();
    }
    return Optional.of(
        replacing(
            line,
            List.of(line.times(most)),
            new Concession(
                Concern.QUANTITY,
                error.code(),
                error.message(),
                line.itemId(),
                line.quantity(),
                most)));
  }

  private Optional<Relaxed> without(OrderLine line, OrderError error, Fulfilment allowed) {
    boolean cannotBeBought = error.code().category() == ErrorCode.Category.PRODUCT;
    if (!allowed.items() || !cannotBeBought || lines.size() == 1) {
      return Optional.empty();
    }
    return Optional.of(
        replacing(
            line,
            List.of(),
            new Concession(
                Concern.ITEMS, error.code(), error.message(), line.itemId(), line.quantity(), 0)));
  }

  private Relaxed replacing(OrderLine line, List<OrderLine> by, Concession concession) {
    List<OrderLine> left = new ArrayList<>();
    for (OrderLine each : lines) {
      left.addAll(each.itemId().equals(line.itemId()) ? by : List.of(each));
    }
    return new Relaxed(left, and(concession));
  }

  List<Concession> and(Concession concession) {
    List<Concession> more = new ArrayList<>(concessions);
    more.add(concession);
    return more;
  }
}
