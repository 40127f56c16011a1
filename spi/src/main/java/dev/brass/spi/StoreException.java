package dev.brass.spi;

/// A failure between us and a store. [#mayHaveArrived] returns whether the store may have acted on
/// the request; while placing an order, a `true` leaves the order in doubt.
public class StoreException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final boolean mayHaveArrived;

  private StoreException(String message, boolean mayHaveArrived, Throwable cause) {
    super(message, cause);
    this.mayHaveArrived = mayHaveArrived;
  }

  /// Nothing was sent: no connection, no time left, or an open circuit.
  public static StoreException notSent(String message, Throwable cause) {
    return new StoreException(message, false, cause);
  }

  /// Something was sent and no usable answer came back.
  public static StoreException answerLost(String message, Throwable cause) {
    return new StoreException(message, true, cause);
  }

  public boolean mayHaveArrived() {
    return mayHaveArrived;
  }
}
