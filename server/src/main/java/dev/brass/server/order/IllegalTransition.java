package dev.brass.server.order;

/// An event that is not possible in the order's state. A writer that reads the order before
/// changing it sees this only when another writer was faster.
public final class IllegalTransition extends RuntimeException {

  private static final long serialVersionUID = 1L;

  IllegalTransition(OrderState from, OrderEvent event) {
    super(event.getClass().getSimpleName() + " cannot happen to an order that is " + name(from));
  }

  private static String name(OrderState state) {
    return state.getClass().getSimpleName();
  }
}
