package dev.brass.server.order;

/// The attempt to let something happen to an order that cannot happen in its state. Whoever reads
/// an order before changing it sees this only when somebody else was faster.
public final class IllegalTransition extends RuntimeException {

  private static final long serialVersionUID = 1L;

  IllegalTransition(OrderState from, OrderEvent event) {
    super(event.getClass().getSimpleName() + " cannot happen to an order that is " + name(from));
  }

  private static String name(OrderState state) {
    return state.getClass().getSimpleName();
  }
}
