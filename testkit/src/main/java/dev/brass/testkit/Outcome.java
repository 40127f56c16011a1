package dev.brass.testkit;

import dev.brass.spi.PlaceResult;
import dev.brass.spi.StoreException;
import java.util.function.Supplier;

/// How a placing call ended for the one who made it, judged as the server judges it.
sealed interface Outcome {
  record Answered(PlaceResult result) implements Outcome {
    @Override
    public String toString() {
      return result.toString();
    }
  }

  record Threw(RuntimeException exception) implements Outcome {
    @Override
    public String toString() {
      return "an exception: " + exception;
    }
  }

  static Outcome of(Supplier<PlaceResult> call) {
    try {
      return new Answered(call.get());
    } catch (RuntimeException e) {
      return new Threw(e);
    }
  }

  /// Whether the connector says that nothing was sent, so that the attempt is over.
  default boolean neverSent() {
    return this instanceof Threw(StoreException lost) && !lost.mayHaveArrived();
  }

  /// Whether the server would have to ask the store before it does anything else.
  default boolean inDoubt() {
    return switch (this) {
      case Answered(PlaceResult result) -> result instanceof PlaceResult.InDoubt;
      case Threw _ -> !neverSent();
    };
  }
}
