package dev.brass.testkit;

import dev.brass.spi.Connector;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Assumptions;

/// What every rule of the contract works with: the connector, its worlds, and a buyer.
///
/// @param connector the subject's
record Trial(Subject subject, Connector connector, Buyer buyer) {
  static Trial of(Subject subject) {
    Connector connector = subject.connector();
    return new Trial(subject, connector, new Buyer(connector));
  }

  World open(Situation situation) {
    return subject.open(situation);
  }

  /// The connector as one of its capabilities.
  <C> C as(Class<C> capability) {
    return capability.cast(connector);
  }

  /// Breaks every call of a world whose connector was just seen to speak HTTP, with each fault that
  /// keeps an answer from arriving, and has the rule look at what the connector makes of it. Leaves
  /// the rule out where no call was seen, since then there is no wire to break.
  void withoutAnAnswer(World world, Consumer<WireFault> look) {
    requireWire(world);
    for (WireFault fault :
        List.of(
            WireFault.NOT_SENT,
            WireFault.TIMES_OUT_AFTER_SEND,
            WireFault.DROPS_AFTER_SEND,
            WireFault.SERVER_ERROR,
            WireFault.GARBLED_REPLY)) {
      world.store().http().inject(fault, WireFault.Reach.ALL_CALLS);
      look.accept(fault);
    }
    world.store().http().heal();
  }

  /// Interrupts a call that waits for a reply that does not come. Leaves the rule out where the
  /// connector was not seen to speak HTTP.
  void interrupted(World world, Runnable call) {
    requireWire(world);
    world.store().http().inject(WireFault.HOLDS, WireFault.Reach.ALL_CALLS);
    Interruption.of(
        () -> {
          try {
            call.run();
          } catch (RuntimeException expected) {
            // An exception is the usual way for an interrupted question to end.
          }
        });
  }

  private static void requireWire(World world) {
    if (world.store().http().exchanges().isEmpty()) {
      Assumptions.abort("the connector sent no call, so there is no wire to break");
    }
  }
}
